package org.anonproxy.client.load;

import org.anonproxy.transport.CloseReason;

/** Says why a transfer failed. */
public enum Failure {
  /** The server never answered, or never completed, the handshake. */
  HANDSHAKE_TIMEOUT("handshakeTimeout", "no answer to the handshake"),
  /** The server fell silent in the middle of the page. */
  SERVER_SILENT("serverSilent", "server fell silent"),
  /** The page is not the one that the first transfer brought. */
  CONTENT_MISMATCH("contentMismatch", "content differs from the first transfer's"),
  /** The transfer was meant to start, but no client was free until after the end. */
  NEVER_STARTED("neverStarted", "no client was free to start it"),
  /** The transfer had started in time and was not over long after the end. */
  NEVER_FINISHED("neverFinished", "not over when the test ended"),
  /** Something else ended it on this side. */
  OTHER("other", "other");

  private final String key;
  private final String text;

  Failure(String key, String text) {
    this.key = key;
    this.text = text;
  }

  static Failure of(CloseReason reason) {
    return switch (reason) {
      case HANDSHAKE_TIMEOUT -> HANDSHAKE_TIMEOUT;
      case PEER_SILENT -> SERVER_SILENT;
      default -> OTHER;
    };
  }

  /** Returns the name that JSON reports use. */
  public String key() {
    return key;
  }

  /** Returns what people read. */
  public String text() {
    return text;
  }
}

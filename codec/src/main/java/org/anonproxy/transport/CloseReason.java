package org.anonproxy.transport;

/** Says why a conversation ended. */
public enum CloseReason {
  /** The page was sent and its last block acknowledged, or received completely. */
  COMPLETED("completed"),

  /** Every block was sent, but the peer never answered the last one: not an error. */
  UNCONFIRMED("delivered, unconfirmed"),

  /** The peer did not complete the handshake. */
  HANDSHAKE_TIMEOUT("handshake timed out"),

  /** The peer fell silent in the middle of the transfer. */
  PEER_SILENT("peer fell silent"),

  /** The peer began a new conversation from the same address and port. */
  REPLACED("replaced by a new handshake"),

  /** The peer advanced more slowly than is allowed. */
  TOO_SLOW("too slow"),

  /** The conversation lasted longer than is allowed. */
  LIFETIME_EXCEEDED("lasted too long"),

  /** The peer's address has as many sessions as are allowed. */
  ADDRESS_QUOTA("too many sessions from its address"),

  /** The local program gave the transfer up. */
  CANCELLED("cancelled"),

  /** The local program is stopping. */
  SHUTDOWN("shut down");

  private final String text;

  CloseReason(String text) {
    this.text = text;
  }

  /** Returns the reason as console logs print it. */
  public String text() {
    return text;
  }
}

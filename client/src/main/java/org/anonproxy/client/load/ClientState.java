package org.anonproxy.client.load;

/** Names what a simulated client is doing. */
public enum ClientState {
  /** It has nothing to do, or nothing more. */
  IDLE("idle"),
  /** Its SYN is out. */
  CONNECTING("connecting"),
  /** The handshake is complete and the page is coming. */
  RECEIVING("receiving"),
  /** It has the page and stays, in case the last block is repeated. */
  LINGERING("lingering");

  private final String text;

  ClientState(String text) {
    this.text = text;
  }

  /** Returns what people read. */
  public String text() {
    return text;
  }
}

package org.anonproxy.packetlog;

/** Decides what happens to a line for which the packet log's queue has no room. */
public enum Overflow {

  /** The caller waits for room: the log is complete, and a slow disk slows the event loop down. */
  BLOCK,

  /** The line is left out and counted: the event loop never waits, and the log may have holes. */
  DROP
}

package org.anonproxy.server.snapshot;

/** Counts down the bytes that a snapshot may still grow by. For one thread. */
final class Room {
  private final long maxBytes;
  private long takenBytes;

  Room(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes some of what is left, or nothing if that is not enough, and tells which. */
  boolean take(long bytes) {
    if (!has(bytes)) {
      return false;
    }
    takenBytes += bytes;
    return true;
  }

  boolean has(long bytes) {
    return bytes <= maxBytes - takenBytes;
  }

  long takenBytes() {
    return takenBytes;
  }

  /** Gives back what was taken since {@link #takenBytes} said this. */
  void giveBackTo(long formerlyTakenBytes) {
    takenBytes = formerlyTakenBytes;
  }
}

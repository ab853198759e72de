package org.anonproxy.server.hostile;

import io.netty.buffer.ByteBuf;

/** Judges the bytes that one fetch brings. For one thread. */
public interface PageReading {
  /** Takes the bytes that come next, which are borrowed. */
  void take(ByteBuf bytes);

  /** Tells, when all bytes have come, whether they are a page that was to be had. */
  boolean isRight();
}

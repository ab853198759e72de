package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects what a client received, as the versions of the page that it may still become. */
public final class ReceivedPage {
  private final PageVersions versions;
  private final boolean[] candidates;
  private long bytes;
  private boolean finished;

  ReceivedPage(PageVersions versions) {
    this.versions = versions;
    this.candidates = new boolean[versions.count()];
    Arrays.fill(candidates, true);
  }

  /** Takes in the next bytes, which are borrowed. */
  void append(ByteBuf next) {
    for (int version = 0; version < candidates.length; version++) {
      candidates[version] &= versions.matches(version, bytes, next);
    }
    bytes += next.readableBytes();
  }

  /** Learns that no more is to come. */
  void finish() {
    finished = true;
  }

  /** Returns how many bytes there are. */
  public long bytes() {
    return bytes;
  }

  /** Tells whether the bytes are the beginning of some version. */
  boolean isPrefix() {
    for (boolean candidate : candidates) {
      if (candidate) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether the end was reported. */
  boolean isFinished() {
    return finished;
  }

  /** Tells whether the bytes are some version, all of it. */
  public boolean isWhole() {
    for (int version = 0; version < candidates.length; version++) {
      if (candidates[version] && versions.bytes(version) == bytes) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether there are more bytes than the largest version has. */
  boolean isTooLong() {
    return bytes > versions.mostBytes();
  }
}

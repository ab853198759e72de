package org.anonproxy.server.soak;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.anonproxy.server.hostile.PageReading;

/**
 * Judges what good clients fetch: every byte must be of one version, which the origin had already,
 * and which was not yet replaced when the fetch began. Safe for use by several threads.
 */
final class VersionsSeen {
  /** A newer version that came this shortly before may not be served yet on a busy machine. */
  private static final Duration PUBLISHING = Duration.ofSeconds(2);

  private final ChangingOrigin origin;
  private final Set<Integer> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger noVersion = new AtomicInteger();
  private final AtomicInteger outdated = new AtomicInteger();

  VersionsSeen(ChangingOrigin origin) {
    this.origin = origin;
  }

  /** Begins to judge one fetch, which begins too. */
  PageReading reading() {
    return new Reading(origin.newestGivenAt(System.nanoTime() - PUBLISHING.toNanos()));
  }

  private final class Reading implements PageReading {
    private final int oldest;
    private final ByteArrayOutputStream page = new ByteArrayOutputStream();

    Reading(int oldest) {
      this.oldest = oldest;
    }

    @Override
    public void take(ByteBuf bytes) {
      try {
        bytes.readBytes(page, bytes.readableBytes());
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    @Override
    public boolean isRight() {
      int version = PageVersion.numberOf(page.toByteArray());
      if (version == PageVersion.NONE || version > origin.newest()) {
        noVersion.incrementAndGet();
        return false;
      }
      if (version < oldest) {
        outdated.incrementAndGet();
        return false;
      }
      seen.add(version);
      return true;
    }
  }

  /** Returns how many different versions clients have got. */
  int count() {
    return seen.size();
  }

  /** Tells how many versions there were, and what was none. */
  String text() {
    return String.format(
        "%d versions seen, %d pages of no version, %d outdated",
        seen.size(), noVersion.get(), outdated.get());
  }
}

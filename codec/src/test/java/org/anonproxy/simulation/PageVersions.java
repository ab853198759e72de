package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Holds the versions of a page that a simulated server may send, all of them different. */
public final class PageVersions {
  private final List<byte[]> contents = new ArrayList<>(1);

  private PageVersions() {}

  /** Makes one version per size, of reproducible random bytes. */
  public static PageVersions ofSizes(int... sizes) {
    PageVersions versions = new PageVersions();
    for (int version = 0; version < sizes.length; version++) {
      versions.contents.add(content(version, sizes[version]));
    }
    return versions;
  }

  private static byte[] content(int version, int bytes) {
    SimulatedRandom random = new SimulatedRandom(version);
    byte[] content = new byte[bytes];
    for (int i = 0; i < bytes; i += Long.BYTES) {
      long word = random.nextLong();
      for (int j = i; j < Math.min(bytes, i + Long.BYTES); j++) {
        content[j] = (byte) (word >>> (8 * (j - i)));
      }
    }
    return content;
  }

  int count() {
    return contents.size();
  }

  int bytes(int version) {
    return contents.get(version).length;
  }

  int mostBytes() {
    return contents.stream().mapToInt(content -> content.length).max().orElse(0);
  }

  /** Returns a new buffer on a version, with one reference. */
  ByteBuf buffer(int version) {
    byte[] content = contents.get(version);
    // An empty array would be wrapped into a constant that counts no references.
    return content.length == 0 ? Unpooled.buffer(1) : Unpooled.wrappedBuffer(content);
  }

  /** Tells whether {@code bytes} stand in a version at {@code offset}. */
  boolean matches(int version, long offset, ByteBuf bytes) {
    byte[] content = contents.get(version);
    int length = bytes.readableBytes();
    if (offset + length > content.length) {
      return false;
    }
    int index = bytes.readerIndex();
    if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + index;
      int at = (int) offset;
      return Arrays.equals(content, at, at + length, bytes.array(), from, from + length);
    }
    for (int i = 0; i < length; i++) {
      if (content[(int) offset + i] != bytes.getByte(index + i)) {
        return false;
      }
    }
    return true;
  }
}

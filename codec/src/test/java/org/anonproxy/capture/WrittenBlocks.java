package org.anonproxy.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads out of a finished capture what readers of datagrams pass over. */
final class WrittenBlocks {
  private static final int STATISTICS_BYTES = 76;
  private static final int STATISTICS = 5;
  private static final int ENHANCED_PACKET = 6;
  private static final int DROP_COUNT = 4;

  private final ByteBuffer bytes;
  private final int statistics;

  private WrittenBlocks(ByteBuffer bytes) {
    this.bytes = bytes;
    statistics = bytes.capacity() - STATISTICS_BYTES;
  }

  /** Reads a file, which ends with statistics. */
  static WrittenBlocks read(Path file) throws IOException {
    WrittenBlocks blocks =
        new WrittenBlocks(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    if (blocks.bytes.getInt(blocks.statistics) != STATISTICS) {
      throw new AssertionError("no statistics at the end of " + file);
    }
    return blocks;
  }

  /** Returns the option isb_ifrecv. */
  long seenDatagrams() {
    return bytes.getLong(statistics + 20 + 2 * 12 + 4);
  }

  /** Returns the option isb_ifdrop. */
  long lostDatagrams() {
    return bytes.getLong(statistics + 20 + 3 * 12 + 4);
  }

  /** Returns the option epb_dropcount of each packet, 0 where there is none. */
  List<Long> dropCounts() {
    List<Long> counts = new ArrayList<>();
    for (int at = 0; at < bytes.capacity(); at += bytes.getInt(at + 4)) {
      if (bytes.getInt(at) == ENHANCED_PACKET) {
        int option = flagsIndex(at) + 4;
        counts.add(bytes.getShort(option) == DROP_COUNT ? bytes.getLong(option + 4) : 0L);
      }
    }
    return counts;
  }

  /** Returns the option epb_flags of each packet. */
  List<Integer> flags() {
    List<Integer> flags = new ArrayList<>();
    for (int at = 0; at < bytes.capacity(); at += bytes.getInt(at + 4)) {
      if (bytes.getInt(at) == ENHANCED_PACKET) {
        flags.add(bytes.getInt(flagsIndex(at)));
      }
    }
    return flags;
  }

  private int flagsIndex(int packet) {
    return packet + 28 + (bytes.getInt(packet + 20) + 3) / 4 * 4 + 4;
  }
}

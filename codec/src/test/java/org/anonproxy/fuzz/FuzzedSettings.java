package org.anonproxy.fuzz;

import java.time.Duration;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;

/** Draws from a fuzzer's bytes what a conversation begins with, preferring the edges. */
final class FuzzedSettings {
  private static final long[] CLOCKS = {0, Long.MAX_VALUE - 1_500_000_000L, Long.MIN_VALUE, -1};
  private static final int[] NUMBERS = {0, 100, -1, -512, -513, 0x7fff_ffff, 0x8000_0000};
  private static final int[] PAGES = {0, 1, 5, 511, 512, 513, 1024, 1029};
  private static final CloseReason[] REASONS = CloseReason.values();

  private FuzzedSettings() {}

  static long clock(FuzzInput input) {
    int choice = input.below(CLOCKS.length + 1);
    return choice < CLOCKS.length ? CLOCKS[choice] : input.longWord();
  }

  static int sequenceNumber(FuzzInput input) {
    int choice = input.below(NUMBERS.length + 1);
    return choice < NUMBERS.length ? NUMBERS[choice] : input.word();
  }

  /** Makes a page of up to 16 blocks. */
  static byte[] page(FuzzInput input) {
    int choice = input.below(PAGES.length + 1);
    int bytes =
        choice < PAGES.length
            ? PAGES[choice]
            : input.unsignedShort() % (16 * BaseMode.BLOCK_BYTES + 1);
    return bytes(bytes, 0);
  }

  /** Makes bytes of which no two blocks look alike: a prime number of values, in turn. */
  static byte[] bytes(int length, int first) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((first + i) % 251);
    }
    return bytes;
  }

  static RetransmissionPolicy policy(FuzzInput input) {
    long minRtoNanos =
        switch (input.below(4)) {
          case 0 -> 1;
          case 1 -> RetransmissionPolicy.MAX_RTO_NANOS;
          default -> RetransmissionPolicy.STANDARD.minRtoNanos();
        };
    int choice = input.below(RetransmissionPolicy.RETRANSMISSIONS_LIMIT + 1);
    return new RetransmissionPolicy(minRtoNanos, choice);
  }

  static Linger linger(FuzzInput input) {
    return switch (input.below(3)) {
      case 0 -> Linger.AFTER_LOSS;
      case 1 -> Linger.of(Duration.ZERO);
      default -> Linger.of(Duration.ofMillis(input.unsignedShort()));
    };
  }

  static CloseReason reason(FuzzInput input) {
    return REASONS[input.below(REASONS.length)];
  }

  /** Returns how far to let the time run: from a nanosecond to about half a minute. */
  static long delayNanos(FuzzInput input) {
    int shift = input.below(36);
    return (1L << shift) + input.below(256);
  }
}

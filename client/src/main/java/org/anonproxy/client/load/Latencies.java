package org.anonproxy.client.load;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

/**
 * Holds the latencies of transfers, each from the moment its transfer was meant to start: to the
 * end of the handshake, to the first byte, and to the last.
 *
 * <p>Thread: one at a time; a loop fills one and hands it over with its sample.
 */
public final class Latencies {
  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 24 * 3_600_000_000_000L;
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final int SIGNIFICANT_DIGITS_IN_BRIEF = 2;

  private final Histogram handshake = newHistogram();
  private final Histogram firstByte = newHistogram();
  private final Histogram transfer = newHistogram();

  /** Creates latencies that have recorded nothing. */
  Latencies() {}

  private static Histogram newHistogram() {
    Histogram histogram = new Histogram(LOWEST_NANOS, 2 * LOWEST_NANOS, SIGNIFICANT_DIGITS);
    histogram.setAutoResize(true);
    return histogram;
  }

  /** Names one of the three. */
  public enum Phase {
    /** To the server's answer to the SYN. */
    HANDSHAKE("handshake", "handshake"),
    /** To the first block of the page. */
    FIRST_BYTE("firstByte", "first byte"),
    /** To the last block of the page. */
    TRANSFER("transfer", "transfer");

    private final String key;
    private final String text;

    Phase(String key, String text) {
      this.key = key;
      this.text = text;
    }

    /** Returns the name that JSON reports and thresholds use. */
    public String key() {
      return key;
    }

    /** Returns what people read. */
    public String text() {
      return text;
    }
  }

  void record(Phase phase, long nanos) {
    of(phase).recordValue(Math.max(0, Math.min(nanos, HIGHEST_NANOS)));
  }

  /** Returns the latencies of one phase, in nanoseconds; to be read only. */
  public Histogram of(Phase phase) {
    return switch (phase) {
      case HANDSHAKE -> handshake;
      case FIRST_BYTE -> firstByte;
      case TRANSFER -> transfer;
    };
  }

  /**
   * Returns a small copy of the latencies of one phase, with two digits, to be kept by hundreds.
   */
  AbstractHistogram inBrief(Phase phase) {
    AbstractHistogram brief =
        new PackedHistogram(LOWEST_NANOS, 2 * LOWEST_NANOS, SIGNIFICANT_DIGITS_IN_BRIEF);
    brief.setAutoResize(true);
    brief.add(of(phase));
    return brief;
  }

  /** Returns a percentile in milliseconds, not a number if nothing was recorded. */
  public double millis(Phase phase, double percentile) {
    Histogram histogram = of(phase);
    return histogram.getTotalCount() == 0
        ? Double.NaN
        : histogram.getValueAtPercentile(percentile) / 1e6;
  }

  /** Forgets everything, but keeps the room. */
  void reset() {
    handshake.reset();
    firstByte.reset();
    transfer.reset();
  }

  void add(Latencies other) {
    handshake.add(other.handshake);
    firstByte.add(other.firstByte);
    transfer.add(other.transfer);
  }
}

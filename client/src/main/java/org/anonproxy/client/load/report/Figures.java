package org.anonproxy.client.load.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Writes figures for people: three or four digits that mean something, and a unit. */
public final class Figures {
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final double BYTE_STEP = 1024;
  private static final int SECONDS_PER_MINUTE = 60;

  private Figures() {}

  /** Writes a whole number with its thousands apart. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Writes a rate or another number that need not be whole. */
  public static String number(double number) {
    double size = Math.abs(number);
    if (Double.isNaN(number)) {
      return "-";
    }
    boolean plain = size >= 100 || number == Math.rint(number);
    return String.format(Locale.ROOT, plain ? "%,.0f" : "%.2f", number);
  }

  /** Writes an amount of bytes in the largest unit that fits. */
  public static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= BYTE_STEP && unit < BYTE_UNITS.length - 1) {
      value /= BYTE_STEP;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, BYTE_UNITS[unit]);
  }

  /** Writes a latency; a dash if there is none. */
  public static String millis(double millis) {
    if (Double.isNaN(millis)) {
      return "-";
    }
    if (millis >= 10_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }
    String format = millis >= 100 ? "%.0f ms" : millis >= 10 ? "%.1f ms" : "%.2f ms";
    return String.format(Locale.ROOT, format, millis);
  }

  /** Writes a share as a percentage. */
  public static String percent(double share) {
    double percent = share * 100;
    return String.format(Locale.ROOT, percent > 0 && percent < 1 ? "%.2f %%" : "%.1f %%", percent);
  }

  /** Writes a number for the axis of a chart. */
  static String shortNumber(double number) {
    if (number >= 1e6) {
      return trim(number / 1e6) + "M";
    }
    return number >= 1e4 ? trim(number / 1e3) + "k" : trim(number);
  }

  /** Writes a latency for the axis of a chart. */
  static String shortMillis(double millis) {
    if (millis >= 1e3) {
      return trim(millis / 1e3) + " s";
    }
    return millis > 0 && millis < 0.5 ? trim(millis * 1e3) + " \u00b5s" : trim(millis) + " ms";
  }

  /** Writes a time for the axis of a chart. */
  static String shortSeconds(double seconds) {
    return trim(seconds) + " s";
  }

  private static String trim(double number) {
    return BigDecimal.valueOf(number)
        .round(new MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Writes how long something has been going on. */
  public static String elapsed(double seconds) {
    if (seconds < SECONDS_PER_MINUTE) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = (long) seconds;
    return String.format(
        Locale.ROOT, "%d:%02d min", whole / SECONDS_PER_MINUTE, whole % SECONDS_PER_MINUTE);
  }
}

package org.anonproxy.client.cli;

import java.util.Locale;

/** Writes quantities for people. */
final class Quantities {
  private static final String PREFIXES = "KMGTPE";
  private static final double STEP = 1024;

  private Quantities() {}

  /** Writes bytes in the largest unit that fits, such as {@code 1.5 MiB}. */
  static String bytes(double bytes) {
    double value = bytes;
    int steps = 0;
    while (value >= STEP && steps < PREFIXES.length()) {
      value /= STEP;
      steps++;
    }
    return steps == 0
        ? String.format(Locale.ROOT, "%.0f B", value)
        : String.format(Locale.ROOT, "%.1f %siB", value, PREFIXES.charAt(steps - 1));
  }

  /** Writes a number with its noun, in the plural where that is due. */
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}

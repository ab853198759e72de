package org.anonproxy.server.hostile;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a server's console log. */
public final class ConsoleLog {
  private static final String DROPS = "dropped packets: ";

  private ConsoleLog() {}

  /** Counts the lines that contain {@code text}. */
  public static long lines(List<String> log, String text) {
    return log.stream().filter(line -> line.contains(text)).count();
  }

  /** Returns how many packets of a kind, such as {@code "malformed"}, all reports together have. */
  static long drops(List<String> log, String kind) {
    Pattern count = Pattern.compile("(\\d+) " + kind);
    return log.stream()
        .filter(line -> line.contains(DROPS))
        .map(line -> count.matcher(line.substring(line.indexOf(DROPS))))
        .filter(Matcher::find)
        .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
        .sum();
  }

  /** Counts the reports of dropped packets. */
  static long reports(List<String> log) {
    return lines(log, DROPS);
  }
}

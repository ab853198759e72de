package org.anonproxy.server.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts what lives in another JVM after a full collection, as {@code jcmd} tells it. */
public record ClassHistogram(long sessions, long totalBytes) {
  private static final Pattern SESSIONS =
      Pattern.compile(
          "\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+org\\.anonproxy\\.server\\.session\\.Session");

  private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

  /** Makes {@code pid} collect its garbage and count the rest. */
  static ClassHistogram of(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    List<String> lines = process.inputReader(UTF_8).lines().toList();
    if (process.waitFor() != 0) {
      throw new IOException("jcmd failed: " + lines);
    }
    return new ClassHistogram(number(SESSIONS, lines), number(TOTAL, lines));
  }

  private static long number(Pattern pattern, List<String> lines) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
        .sum();
  }
}

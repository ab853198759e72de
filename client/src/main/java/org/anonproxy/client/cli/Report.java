package org.anonproxy.client.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.anonproxy.cli.ForeignText;
import org.anonproxy.client.FetchResult;
import org.jspecify.annotations.Nullable;

/**
 * Tells somebody at a terminal about one fetch, and nobody else: scripts have the exit status.
 *
 * <p>Progress goes to standard error. The summary goes to standard output, or, when that carries
 * the page or the packet log, to standard error.
 */
final class Report {
  private final String name;
  private final boolean showsProgress;
  private final @Nullable PrintStream summaryStream;

  private Report(String name, boolean showsProgress, @Nullable PrintStream summaryStream) {
    this.name = name;
    this.showsProgress = showsProgress;
    this.summaryStream = summaryStream;
  }

  /** Creates the report of a quiet fetch, which says nothing. */
  static Report silent() {
    return new Report("", false, null);
  }

  /**
   * Creates the report of a fetch.
   *
   * @param outputTaken whether standard output carries the page or the packet log
   */
  static Report of(String name, boolean outputTaken) {
    boolean output = Terminal.OUTPUT.isAttached();
    boolean error = Terminal.ERROR.isAttached();
    String harmlessName = ForeignText.encode(name);
    if (outputTaken) {
      // On a terminal that shows the page or the log, a moving line would be in the way.
      return new Report(harmlessName, error && !output, error ? System.err : null);
    }
    return new Report(harmlessName, output && error, output ? System.out : null);
  }

  /** Begins to show progress, if anybody is looking; the caller ends it. */
  @Nullable ProgressDisplay openProgress() {
    return showsProgress ? new ProgressDisplay(name, System.err) : null;
  }

  /** Sums the fetch up, if anybody is looking. */
  void finish(FetchResult result) {
    if (summaryStream != null) {
      summaryStream.println(summary(name, result));
    }
  }

  /** Writes the one line that sums a fetch up. */
  static String summary(String name, FetchResult result) {
    return String.format(
        Locale.ROOT,
        "%s: %s in %.2f s, %s/s, %s, %s",
        name,
        Quantities.count(result.bytes(), "byte"),
        result.duration().toNanos() / 1e9,
        Quantities.bytes(result.bytesPerSecond()),
        Quantities.count(result.retransmissions(), "retransmission"),
        Quantities.count(result.duplicates(), "duplicate"));
  }
}

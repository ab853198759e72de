package org.anonproxy.client.cli;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.anonproxy.client.FetchObserver;

/**
 * Shows on a terminal how a fetch gets on, several times a second, on one line that is wiped away
 * at the end. The length of a page is not known before its end, so there is no bar.
 *
 * <p>Thread: told on the event loop, drawn on a thread of its own.
 */
final class ProgressDisplay implements FetchObserver, AutoCloseable {
  private static final int INTERVAL_MILLIS = 100;
  private static final int WIDTH_CHARS = 79;

  /** The least elapsed time that gives a rate worth showing. */
  private static final double MIN_RATE_SECONDS = 0.2;

  private static final String WIPE = "\r\u001b[K";

  /** Has a terminal narrower than the line cut it, where a wrapped line could not be wiped away. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final PrintStream terminal;
  private final ProgressBar bar;
  private volatile long repeatedPackets;

  /** Begins to show progress. */
  ProgressDisplay(String name, PrintStream terminal) {
    this.terminal = terminal;
    bar =
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(-1)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .setRenderer((progress, maxLength) -> render(progress))
            .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH_CHARS))
            .build();
  }

  @Override
  public void progressed(long receivedBytes, long repeatedPackets) {
    this.repeatedPackets = repeatedPackets;
    bar.stepTo(receivedBytes);
  }

  private String render(ProgressState progress) {
    double seconds = progress.getTotalElapsed().toNanos() / 1e9;
    double rate = seconds < MIN_RATE_SECONDS ? 0 : progress.getCurrent() / seconds;
    return line(progress.getTaskName(), progress.getCurrent(), rate, repeatedPackets, seconds);
  }

  /** Writes the line, with the name cut where the terminal would wrap. */
  static String line(String name, long bytes, double rate, long repeated, double seconds) {
    String figures =
        String.format(
            Locale.ROOT,
            "  %s  %s/s  %s  %.0f s",
            Quantities.bytes((double) bytes),
            Quantities.bytes(rate),
            Quantities.count(repeated, "retransmission"),
            Math.floor(seconds));
    int room = Math.max(1, WIDTH_CHARS - figures.length());
    return (name.length() <= room ? name : name.substring(0, room - 1) + "\u2026") + figures;
  }

  private void draw(String line) {
    terminal.print(WIPE + NO_WRAP + line + WRAP);
    terminal.flush();
  }

  /** Ends the display and wipes its line away. */
  @Override
  public void close() {
    bar.close();
    terminal.print(WIPE);
    terminal.flush();
  }
}

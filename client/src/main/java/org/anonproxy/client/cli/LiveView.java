package org.anonproxy.client.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.anonproxy.client.load.ClientState;
import org.anonproxy.client.load.Interval;
import org.anonproxy.client.load.LoadObserver;
import org.anonproxy.client.load.LoadProgress;
import org.anonproxy.client.load.report.Figures;

/**
 * Shows how a load test gets on: on a terminal a few lines that are drawn over and wiped away at
 * the end, elsewhere one plain line a second. Both go to standard error.
 *
 * <p>Thread: the one that runs the test.
 */
final class LiveView implements LoadObserver, AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(300);
  private static final Duration LINE = Duration.ofSeconds(1);
  private static final int LINES = 4;
  private static final String UP_AND_WIPE = "\u001b[" + LINES + "A\r\u001b[J";

  /** Has a terminal narrower than a line cut it, where a wrapped line could not be wiped away. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final PrintStream out;
  private final boolean terminal;
  private final boolean silent;
  private boolean drawn;

  private LiveView(PrintStream out, boolean terminal, boolean silent) {
    this.out = out;
    this.terminal = terminal;
    this.silent = silent;
  }

  /** Opens the view that suits standard error. */
  static LiveView open(boolean quiet) {
    return new LiveView(System.err, Terminal.ERROR.isAttached(), quiet);
  }

  /** Opens a view on a stream, for tests. */
  static LiveView on(PrintStream out, boolean terminal) {
    return new LiveView(out, terminal, false);
  }

  /** Returns how often the view wants to be told. */
  Duration interval() {
    return terminal ? REDRAW : LINE;
  }

  @Override
  public void progressed(LoadProgress progress) {
    if (silent) {
      return;
    }
    if (terminal) {
      String lines = lines(progress);
      out.print((drawn ? UP_AND_WIPE : "") + NO_WRAP + lines + WRAP);
      drawn = true;
    } else {
      out.println(line(progress));
    }
    out.flush();
  }

  /** Wipes what was drawn. */
  @Override
  public void close() {
    if (drawn) {
      out.print(UP_AND_WIPE);
      out.flush();
    }
  }

  private static String lines(LoadProgress progress) {
    Interval interval = progress.interval();
    StringBuilder clients = new StringBuilder();
    for (ClientState state : ClientState.values()) {
      clients
          .append(clients.isEmpty() ? "" : "  ")
          .append(Figures.count(progress.clients().of(state)))
          .append(' ')
          .append(state.text());
    }
    return String.format(
        Locale.ROOT,
        "%8s%s  clients  %s%n          traffic  %s transfers/s  %s blocks/s  %s/s goodput%n"
            + "          latency  p50 %s  p99 %s%n          trouble  %s repeated  %s failed%s%n",
        Figures.elapsed(progress.elapsedSeconds()),
        progress.warmingUp() ? "*" : " ",
        clients,
        perSecond(interval.transfers(), interval),
        perSecond(interval.blocks(), interval),
        Figures.bytes(progress.tally().goodputBytes() / interval.seconds()),
        millis(interval.p50Nanos()),
        millis(interval.p99Nanos()),
        Figures.percent(progress.tally().retransmissionShare()),
        Figures.count(progress.failuresSoFar()),
        interval.waitingStarts() > 0
            ? "  " + Figures.count(interval.waitingStarts()) + " waiting to start"
            : "");
  }

  /** Writes one line, whose fields stand in the same places as long as the figures fit. */
  private static String line(LoadProgress progress) {
    Interval interval = progress.interval();
    return String.format(
        Locale.ROOT,
        "%7s%s active %6d  waiting %5d  transfers/s %8s  blocks/s %8s  goodput/s %10s"
            + "  repeated %7s  p50 %8s  p99 %8s  failed %d",
        Figures.elapsed(progress.elapsedSeconds()),
        progress.warmingUp() ? "*" : " ",
        progress.clients().active(),
        interval.waitingStarts(),
        perSecond(interval.transfers(), interval),
        perSecond(interval.blocks(), interval),
        Figures.bytes(progress.tally().goodputBytes() / interval.seconds()),
        Figures.percent(progress.tally().retransmissionShare()),
        millis(interval.p50Nanos()),
        millis(interval.p99Nanos()),
        progress.failuresSoFar());
  }

  private static String perSecond(long amount, Interval interval) {
    return Figures.number(amount / interval.seconds());
  }

  private static String millis(long nanos) {
    return Figures.millis(nanos == 0 ? Double.NaN : nanos / 1e6);
  }
}

package org.anonproxy.client.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.anonproxy.netty.DatagramTransport;

/** Makes reports for tests of what is written about them. */
public final class SampleReports {
  private SampleReports() {}

  /** Returns the report of a test that ended in its warm-up. */
  public static LoadReport empty() {
    return of(new LoadTally(), new Latencies(), 0, false, Workload.closed(10, 1));
  }

  /** Returns a report of transfers that took 1 ms, 2 ms, and so on, with two failures. */
  public static LoadReport of(int transfers, boolean partial) {
    return of(transfers, partial, Workload.closed(10, 1));
  }

  /** Returns the report of a hundred transfers that arrived by themselves. */
  public static LoadReport of(OpenLoop openLoop) {
    return of(100, false, new Workload(10, 10, null, Duration.ZERO, Duration.ZERO, openLoop));
  }

  /** Returns the report of a test in which one datagram was refused and two were not carried. */
  public static LoadReport withErrors() {
    LoadReport report = of(100, false);
    report.tally().networkError(new PortUnreachableException());
    report.tally().networkError(new IOException("Network is unreachable"));
    report.tally().networkError(new IOException("sendmsg failed: Operation not permitted"));
    return report;
  }

  /** Returns a report in which no two figures are alike. */
  public static LoadReport ofEverything() {
    LoadTally tally = new LoadTally();
    Latencies latencies = new Latencies();
    for (int transfer = 1; transfer <= 40; transfer++) {
      tally.start();
      tally.deliver(500);
      tally.complete(700);
      latencies.record(Latencies.Phase.HANDSHAKE, transfer * 100_000L);
      latencies.record(Latencies.Phase.FIRST_BYTE, transfer * 2_000_000L);
      latencies.record(Latencies.Phase.TRANSFER, transfer * 30_000_000L);
    }
    LoadTally timely = new LoadTally();
    timely.add(tally);
    timely.deliver(500);
    timely.complete(701);
    timely.complete(702);
    Failure[] failures = {
      Failure.HANDSHAKE_TIMEOUT,
      Failure.SERVER_SILENT,
      Failure.CONTENT_MISMATCH,
      Failure.NEVER_FINISHED,
      Failure.OTHER
    };
    for (int reason = 0; reason < failures.length; reason++) {
      repeat(reason + 1, () -> tally.start());
      Failure failure = failures[reason];
      repeat(reason + 1, () -> tally.fail(failure, 11));
    }
    tally.neverStart(6);
    repeat(7, () -> tally.abandon(13));
    repeat(8, () -> tally.leaveUnfinished(17));
    repeat(9, tally::leaveOutOfLatencies);
    repeat(10, () -> tally.send(12, false));
    repeat(21, () -> tally.send(12, true));
    repeat(32, () -> tally.receive(524, false));
    repeat(43, () -> tally.receive(524, true));
    repeat(2, () -> tally.discard(19));
    tally.header(1234);
    repeat(3, () -> tally.networkError(new PortUnreachableException()));
    repeat(4, () -> tally.networkError(new IOException("Network is unreachable")));
    return new LoadReport(
        planOfEverything(),
        Instant.ofEpochSecond(1_800_000_000),
        25,
        true,
        tally,
        timely,
        3.5,
        latencies,
        0.875,
        new TesterCost(0.5, 0.4375, 1.5, 2),
        new ImpairedDatagrams(101, 102, 104, 105, 106, 107),
        List.of(
            new Interval(TestPhase.WARM_UP, 0, 5, 1, 0, 40, 512, 3, 80, latencies(2), 10, 7),
            new Interval(TestPhase.MEASURED, 5, 25, 2, 4, 50, 600, 5, 90, latencies(3, 900), 11, 8),
            new Interval(TestPhase.DRAIN, 30, 0.5, 0, 6, 60, 700, 9, 100, latencies(), 12, 9)));
  }

  private static void repeat(int times, Runnable step) {
    for (int time = 0; time < times; time++) {
      step.run();
    }
  }

  private static LoadPlan planOfEverything() {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    OpenLoop openLoop = new OpenLoop(60, OpenLoop.Distribution.POISSON);
    Workload workload =
        new Workload(
            10,
            12,
            Duration.ofSeconds(30),
            Duration.ofMillis(2500),
            Duration.ofSeconds(5),
            openLoop);
    return new LoadPlan(
        new Target(server, List.of(), 3, DatagramTransport.NIO, null, 2),
        workload,
        new Impairment(0.01, 0.02, 0.03, 0.04, Duration.ofMillis(50), Duration.ofMillis(60)),
        new Misbehaviour(0.07, Duration.ofMillis(80), 0.09, 0.11),
        LoadPlan.Conduct.STANDARD,
        99);
  }

  /** Returns a report whose course is a second of warm-up, two that count, and one of drain. */
  public static LoadReport withWarmUpAndDrain() {
    LoadReport report = of(100, false);
    return new LoadReport(
        report.plan(),
        report.startedAt(),
        report.seconds(),
        report.partial(),
        report.tally(),
        report.timely(),
        report.silentSeconds(),
        report.latencies(),
        report.fairnessJain(),
        report.cost(),
        report.impaired(),
        List.of(
            interval(TestPhase.WARM_UP, 0),
            interval(TestPhase.MEASURED, 1),
            interval(TestPhase.MEASURED, 2),
            interval(TestPhase.DRAIN, 3)));
  }

  private static Interval interval(TestPhase phase, double startSeconds) {
    return new Interval(phase, startSeconds, 1, 1, 0, 40, 512, 2, 80, latencies(5), 10, 0);
  }

  private static LoadReport of(int transfers, boolean partial, Workload workload) {
    LoadTally tally = new LoadTally();
    Latencies latencies = new Latencies();
    for (int transfer = 1; transfer <= transfers; transfer++) {
      tally.start();
      tally.deliver(512);
      tally.complete(512);
      latencies.record(Latencies.Phase.HANDSHAKE, transfer * 100_000L);
      latencies.record(Latencies.Phase.FIRST_BYTE, transfer * 200_000L);
      latencies.record(Latencies.Phase.TRANSFER, transfer * 1_000_000L);
    }
    tally.fail(Failure.HANDSHAKE_TIMEOUT, 0);
    tally.fail(Failure.CONTENT_MISMATCH, 512);
    tally.send(12, false);
    tally.send(12, true);
    tally.receive(524, false);
    return of(tally, latencies, 2, partial, workload);
  }

  private static LoadReport of(
      LoadTally tally, Latencies latencies, double seconds, boolean partial, Workload workload) {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    return new LoadReport(
        LoadPlan.of(Target.of(server), workload),
        Instant.EPOCH,
        seconds,
        partial,
        tally,
        tally,
        0,
        latencies,
        tally.transfers() == 0 ? Double.NaN : 0.97,
        new TesterCost(0.5, 0.95),
        ImpairedDatagrams.NONE,
        List.of(
            new Interval(
                TestPhase.MEASURED,
                0,
                1,
                tally.transfers(),
                0,
                40,
                512,
                2,
                80,
                latencies(1, 9),
                10,
                0),
            new Interval(TestPhase.MEASURED, 1, 1, 0, 2, 0, 0, 0, 0, latencies(), 3, 0)));
  }

  /** Returns transfers that took so many milliseconds. */
  public static AbstractHistogram latencies(long... millis) {
    Latencies latencies = new Latencies();
    for (long each : millis) {
      latencies.record(Latencies.Phase.TRANSFER, each * 1_000_000);
    }
    return latencies.inBrief(Latencies.Phase.TRANSFER);
  }

  /** Returns the latencies of so many transfers, of 1 ms, 2 ms and so on, and their parts. */
  public static Latencies latenciesOf(int transfers) {
    Latencies latencies = new Latencies();
    for (int transfer = 1; transfer <= transfers; transfer++) {
      latencies.record(Latencies.Phase.HANDSHAKE, transfer * 250_000L);
      latencies.record(Latencies.Phase.FIRST_BYTE, transfer * 500_000L);
      latencies.record(Latencies.Phase.TRANSFER, transfer * 1_000_000L);
    }
    return latencies;
  }

  /** Returns latencies that are too short for any clock. */
  public static Latencies noTimeAtAll() {
    Latencies latencies = new Latencies();
    for (Latencies.Phase phase : Latencies.Phase.values()) {
      latencies.record(phase, 0);
    }
    return latencies;
  }

  /** Returns how a test of a thousand clients gets on, some of which wait. */
  public static LoadProgress progress() {
    LoadTally tally = new LoadTally();
    tally.send(12, true);
    tally.complete(3 * 1024);
    return new LoadProgress(
        61,
        true,
        new Interval(
            TestPhase.MEASURED,
            60,
            1,
            4_321,
            2,
            40_000,
            20_480_000,
            1,
            80_000,
            latencies(1, 9),
            900,
            77),
        tally,
        new ClientCounts(new int[] {100, 200, 650, 50}),
        12_345);
  }
}

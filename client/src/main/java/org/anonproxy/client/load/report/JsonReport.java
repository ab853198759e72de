package org.anonproxy.client.load.report;

import io.netty.util.NetUtil;
import org.anonproxy.client.load.Failure;
import org.anonproxy.client.load.ImpairedDatagrams;
import org.anonproxy.client.load.Latencies;
import org.anonproxy.client.load.LoadPlan;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.LoadTally;
import org.anonproxy.client.load.OpenLoop;
import org.anonproxy.client.load.Workload;
import org.anonproxy.json.JsonWriter;

/** Writes a report as one JSON object, for programs. */
public final class JsonReport {
  private JsonReport() {}

  /** Returns the text; a latency of which there is none is {@code null}. */
  public static String of(LoadReport report) {
    JsonWriter json = new JsonWriter();
    LoadTally tally = report.tally();
    json.member("startedAt", report.startedAt().toString())
        .member("seconds", report.seconds())
        .member("partial", report.partial())
        .member("started", tally.started())
        .member("transfers", tally.transfers())
        .member("transfersPerSecond", report.transfersPerSecond())
        .member("failures", tally.failures());
    writeFailures(json, tally);
    json.member("abandoned", tally.abandoned())
        .member("unfinished", tally.unfinished())
        .member("slowTransfers", tally.slow())
        .member("serverSilentSeconds", report.silentSeconds())
        .member("blocks", tally.blocks())
        .member("blocksPerSecond", report.blocksPerSecond());
    writeBytes(json, tally);
    writeDatagrams(json, tally);
    writeLatencies(json, report.latencies());
    json.member("fairnessJain", report.fairnessJain())
        .member("testerCpuSeconds", report.cost().cpuSeconds())
        .member("testerBlocksPerCpuSecond", report.blocksPerCpuSecond())
        .member("testerBusiestLoop", report.cost().busiestLoop())
        .member("testerLagMillis", report.cost().lagMillis())
        .member("testerBottleneck", report.cost().isBottleneck());
    writeImpaired(json, report.impaired());
    writePlan(json, report.plan());
    return json.finish();
  }

  private static void writeFailures(JsonWriter json, LoadTally tally) {
    json.beginObject("failuresByReason");
    for (Failure reason : Failure.values()) {
      json.member(reason.key(), tally.failures(reason));
    }
    json.endObject();
  }

  private static void writeBytes(JsonWriter json, LoadTally tally) {
    json.beginObject("bytes")
        .member("goodput", tally.goodputBytes())
        .member("wire", tally.wireBytes())
        .member("retransmitted", tally.retransmittedBytes())
        .member("unsuccessful", tally.unsuccessfulBytes())
        .member("headers", tally.headerBytes())
        .member("discarded", tally.discardedBytes())
        .member("lostInbound", tally.lostInboundBytes())
        .member("sent", tally.sentBytes())
        .member("received", tally.receivedBytes())
        .endObject();
  }

  private static void writeDatagrams(JsonWriter json, LoadTally tally) {
    json.beginObject("datagrams")
        .member("wire", tally.wireDatagrams())
        .member("retransmitted", tally.retransmittedDatagrams())
        .member("discarded", tally.discardedDatagrams())
        .member("sent", tally.sentDatagrams())
        .member("received", tally.receivedDatagrams())
        .member("refused", tally.refusals())
        .member("notCarried", tally.networkErrors())
        .endObject();
  }

  private static void writeLatencies(JsonWriter json, Latencies latencies) {
    json.beginObject("latencyMillis");
    for (Latencies.Phase phase : Latencies.Phase.values()) {
      json.beginObject(phase.key());
      for (Statistic statistic : Statistic.values()) {
        json.member(statistic.key(), statistic.millis(latencies, phase));
      }
      json.member("count", latencies.of(phase).getTotalCount()).endObject();
    }
    json.endObject();
  }

  private static void writeImpaired(JsonWriter json, ImpairedDatagrams impaired) {
    json.beginObject("impairedDatagrams")
        .member("lost", impaired.lost())
        .member("lostInbound", impaired.lostInbound())
        .member("lostOutbound", impaired.lostOutbound())
        .member("duplicated", impaired.duplicated())
        .member("corrupted", impaired.corrupted())
        .member("delayed", impaired.delayed())
        .member("reordered", impaired.reordered())
        .endObject();
  }

  private static void writePlan(JsonWriter json, LoadPlan plan) {
    Workload workload = plan.workload();
    json.beginObject("plan")
        .member("server", NetUtil.toSocketAddressString(plan.target().server()))
        .member("transport", plan.target().transport().text())
        .member("threads", plan.target().loops())
        .member("clients", workload.clients())
        .member("portsPerClient", plan.target().portsPerClient())
        .member("transfersPerClient", workload.transfersPerClient())
        .member("durationSeconds", Seconds.of(workload.duration()))
        .member("rampUpSeconds", Seconds.of(workload.rampUp()))
        .member("warmUpSeconds", Seconds.of(workload.warmUp()))
        .member("loop", workload.isOpen() ? "open" : "closed");
    OpenLoop openLoop = workload.openLoop();
    if (openLoop != null) {
      json.member("rate", openLoop.arrivalsPerSecond())
          .member("arrivals", openLoop.distribution().text());
    }
    json.member("verify", plan.conduct().verifies()).member("seed", plan.seed());
    writeAdversity(json, plan);
    json.endObject();
  }

  private static void writeAdversity(JsonWriter json, LoadPlan plan) {
    json.member("lossPercent", plan.impairment().loss() * 100)
        .member("duplicatePercent", plan.impairment().duplicate() * 100)
        .member("reorderPercent", plan.impairment().reorder() * 100)
        .member("corruptPercent", plan.impairment().corrupt() * 100)
        .member("delayMillis", Seconds.of(plan.impairment().delay()) * 1e3)
        .member("jitterMillis", Seconds.of(plan.impairment().jitter()) * 1e3)
        .member("slowPercent", plan.misbehaviour().slowShare() * 100)
        .member("slowByMillis", Seconds.of(plan.misbehaviour().slowBy()) * 1e3)
        .member("abandonPercent", plan.misbehaviour().abandonShare() * 100)
        .member("noFinalAckPercent", plan.misbehaviour().noFinalAckShare() * 100);
  }
}

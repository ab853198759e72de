package org.anonproxy.client.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.anonproxy.client.load.Failure;
import org.anonproxy.client.load.Interval;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.OpenLoop;
import org.anonproxy.client.load.SampleReports;
import org.anonproxy.testing.JsonText;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class ReportTest {
  private final LoadReport report = SampleReports.of(100, false);

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> member(
      Map<String, @Nullable Object> object, String name) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(object.get(name), name);
  }

  @Test
  void writesEveryKeyThatProgramsRelyOn() {
    Map<String, @Nullable Object> json = JsonText.parse(JsonReport.of(report));
    assertEquals(100.0, json.get("transfers"));
    assertEquals(2.0, json.get("failures"));
    Map<String, @Nullable Object> reasons = member(json, "failuresByReason");
    for (Failure reason : Failure.values()) {
      boolean happened = reason == Failure.HANDSHAKE_TIMEOUT || reason == Failure.CONTENT_MISMATCH;
      assertEquals(happened ? 1.0 : 0.0, reasons.get(reason.key()), reason.key());
    }
    assertEquals(50.0, json.get("blocksPerSecond"));
    assertEquals(51_200.0, member(json, "bytes").get("goodput"));
    assertEquals(548.0, member(json, "bytes").get("wire"));
    assertEquals(12.0, member(json, "bytes").get("retransmitted"));
    assertEquals(0.97, json.get("fairnessJain"));
    assertEquals(0.5, json.get("testerCpuSeconds"));
    assertEquals(2.0, json.get("seconds"));
    assertEquals(false, json.get("partial"));
    for (String phase : new String[] {"handshake", "firstByte", "transfer"}) {
      Map<String, @Nullable Object> latency = member(member(json, "latencyMillis"), phase);
      for (String percentile :
          new String[] {"p50", "p90", "p99", "p999", "max", "p95", "mean", "min"}) {
        assertTrue(latency.get(percentile) instanceof Double, phase + "." + percentile);
      }
    }
    Object median = member(member(json, "latencyMillis"), "transfer").get("p50");
    assertTrue(median instanceof Double millis && Math.abs(millis - 50) < 0.1, "median " + median);
  }

  @Test
  void writesNullWhereNothingWasMeasured() {
    Map<String, @Nullable Object> json = JsonText.parse(JsonReport.of(SampleReports.of(0, true)));
    assertEquals(true, json.get("partial"));
    assertNull(json.get("fairnessJain"));
    assertNull(member(member(json, "latencyMillis"), "transfer").get("p99"));
  }

  @Test
  void writesAPageThatNeedsNoNetworkAndNoScript() {
    String html = HtmlReport.of(report);
    Matcher outside =
        Pattern.compile("(?i)https?:|//[a-z]|<script|<link|<img|<iframe|src=|href=|@import|url\\(")
            .matcher(html);
    assertFalse(outside.find(), () -> "found " + outside.group());
    assertEquals(5, html.split("<svg ", -1).length - 1);
    assertTrue(html.contains("prefers-color-scheme: dark"));
    assertTrue(html.contains("127.0.0.1:4711"));
  }

  @Test
  void writesWellFormedImages() throws Exception {
    Matcher images =
        Pattern.compile("<svg .*?</svg>", Pattern.DOTALL).matcher(HtmlReport.of(report));
    while (images.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(images.group())));
      assertFalse(images.group().contains("NaN"), images.group());
    }
  }

  @Test
  void drawsAPointWhereALineHasOneOnly() {
    // Only the first interval of the sample has latencies.
    Matcher latency =
        Pattern.compile("aria-label=\"Latency of transfers over time\".*?</svg>", Pattern.DOTALL)
            .matcher(HtmlReport.of(report));
    assertTrue(latency.find());
    assertEquals(2, latency.group().split("<circle ", -1).length - 1, "p99 and median");
  }

  @Test
  void givesFailuresAScaleOfTheirOwn() {
    String html = HtmlReport.of(report);
    assertTrue(html.contains("aria-label=\"Failures over time\""));
    assertTrue(html.contains("aria-label=\"Retransmissions over time\""));
  }

  @Test
  void namesTheSeedAndTheRateThatWereAskedFor() {
    LoadReport open = SampleReports.of(new OpenLoop(60, OpenLoop.Distribution.POISSON));
    String text = TextReport.of(open);
    assertTrue(text.contains("Transfers    100 (50/s of 60/s asked for)"), text);
    assertTrue(text.contains("Seed         1"), text);
    assertFalse(TextReport.of(report).contains("Seed"), "nothing was left to chance");
    assertTrue(HtmlReport.of(open).contains("50/s of 60/s asked for"));
  }

  @Test
  void givesItsVerdictAtTheTop() {
    assertTrue(HtmlReport.of(report).contains("<p class=\"verdict bad\">2 failures</p>"));
    assertTrue(
        HtmlReport.of(SampleReports.of(9, true)).contains("<p class=\"verdict warn\">partial</p>"));
    assertTrue(
        HtmlReport.of(SampleReports.empty()).contains("<p class=\"verdict good\">no failures</p>"));
  }

  @Test
  void writesAPageOfATestThatMeasuredNothing() {
    assertTrue(HtmlReport.of(SampleReports.of(0, true)).contains("No transfer was completed"));
  }

  @Test
  void writesOneLinePerInterval() {
    String[] lines = CsvReport.of(report).split("\r\n", -1);
    assertEquals(4, lines.length);
    int columns = lines[0].split(",", -1).length;
    assertEquals(columns, lines[1].split(",", -1).length);
    assertEquals("1.000,1.000,0,2,0,0,0,0,,,3,0,measured", lines[2]);
  }

  @Test
  void saysOfEveryLineToWhichPhaseOfTheTestItBelongs() {
    List<String> lines = CsvReport.of(SampleReports.withWarmUpAndDrain()).lines().toList();
    assertEquals(
        List.of("phase", "warm-up", "measured", "measured", "drain"),
        lines.stream().map(line -> line.substring(line.lastIndexOf(',') + 1)).toList());
  }

  @Test
  void shadesWhatIsNotMeasured() {
    String html = HtmlReport.of(SampleReports.withWarmUpAndDrain());
    List<String> charts = new ArrayList<>(List.of(html.split("<figure>", -1)));
    charts.remove(0);
    assertFalse(charts.remove(0).contains("zone"), "the curve of latencies has no time");
    for (String chart : charts) {
      assertTrue(chart.contains("<li class=\"zone warm-up\">warm-up, not measured</li>"), chart);
      assertTrue(chart.contains("<li class=\"zone drain\">drain, not in the rates</li>"), chart);
      // The axis is 628 wide, begins at 94, and shows four seconds.
      assertTrue(
          chart.contains("<rect class=\"zone warm-up\" x=\"94.0\" y=\"14\" width=\"157.0\""),
          chart);
      assertTrue(
          chart.contains("<rect class=\"zone drain\" x=\"565.0\" y=\"14\" width=\"157.0\""), chart);
    }
    assertFalse(HtmlReport.of(report).contains("<rect class=\"zone"), "all of it counts");
  }

  @Test
  void makesNoPeakOfAPieceThatIsTooShort() {
    LoadReport whole = SampleReports.withWarmUpAndDrain();
    List<Interval> timeline = new ArrayList<>(whole.timeline());
    Interval drain = timeline.remove(3);
    timeline.add(
        new Interval(
            drain.phase(), 3, 0.001, 0, 0, 40, 512, 2, 80, SampleReports.latencies(5), 0, 0));
    assertTrue(
        new Course(timeline)
            .add("blocks", 1, false, each -> each.blocks() / each.seconds())
            .draw("", value -> "at " + value)
            .contains("at 40.0<"),
        "and not 40,000");
  }

  @Test
  void tellsPeopleWhatToThinkOfTheFigures() {
    String text = TextReport.of(SampleReports.of(100, true));
    assertTrue(text.startsWith("PARTIAL"), text);
    assertTrue(text.contains("The tester was the bottleneck"), text);
    assertTrue(text.contains("1 no answer to the handshake"), text);
    assertTrue(text.contains("99.0 ms"), text);
  }

  @Test
  void tellsARefusalFromADatagramThatNobodyCarried() {
    String text = TextReport.of(SampleReports.withErrors());
    assertTrue(text.contains("refused 1 datagram, since nothing listened at the port"), text);
    assertTrue(
        text.contains("did not carry 2 datagrams: sendmsg failed: Operation not permitted."), text);
  }

  @Test
  void escapesForeignTextInHtml() {
    assertEquals("&lt;a b=&quot;&#39;&amp;&quot;&gt;", Html.escape("<a b=\"'&\">"));
  }
}

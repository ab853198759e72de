package org.anonproxy.client.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.SampleReports;
import org.junit.jupiter.api.Test;

/** Compares whole reports of a test in which no two figures are alike with what they should be. */
final class WholeReportTest {
  private final LoadReport report = SampleReports.ofEverything();

  private static String expected(String name) throws IOException {
    try (InputStream in = WholeReportTest.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Test
  void writesEveryFigureForPrograms() throws IOException {
    assertEquals(expected("everything.json"), JsonReport.of(report));
  }

  @Test
  void writesEveryFigureForPeople() throws IOException {
    assertEquals(expected("everything.txt"), TextReport.of(report));
  }

  @Test
  void writesEveryIntervalForSpreadsheets() throws IOException {
    assertEquals(expected("everything.csv").replace("\n", "\r\n"), CsvReport.of(report));
  }

  @Test
  void writesEveryFigureIntoThePage() throws IOException {
    assertEquals(expected("everything.html"), inLines(HtmlReport.of(report)));
  }

  /** Leaves out the style sheet and the scales, and gives each element of the page a line. */
  private static String inLines(String page) {
    return page.replaceFirst("(?s)<style>.*</style>", "")
            .replaceAll("<line [^>]*>|<circle [^>]*>|<text [^>]*>[^<]*</text>", "")
            .replaceAll("\\s*<(?!/)", "\n<")
            .strip()
        + "\n";
  }
}

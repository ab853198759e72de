package org.anonproxy.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.anonproxy.client.FetchResult;
import org.junit.jupiter.api.Test;

/** Pins what people at a terminal read. */
final class ReportTest {
  @Test
  void sumsAFetchUpInOneLine() {
    assertEquals(
        "page.html: 1048576 bytes in 0.50 s, 2.0 MiB/s, 0 retransmissions, 1 duplicate",
        Report.summary("page.html", new FetchResult(1 << 20, Duration.ofMillis(500), 0, 1)));
    assertEquals(
        "x: 1 byte in 4.00 s, 0 B/s, 1 retransmission, 0 duplicates",
        Report.summary("x", new FetchResult(1, Duration.ofSeconds(4), 1, 0)));
  }

  @Test
  void writesBytesInTheLargestUnitThatFits() {
    assertEquals("0 B", Quantities.bytes(0));
    assertEquals("1023 B", Quantities.bytes(1023));
    assertEquals("1.0 KiB", Quantities.bytes(1024));
    assertEquals("1.5 MiB", Quantities.bytes(1.5 * (1 << 20)));
    assertEquals("2.0 EiB", Quantities.bytes(0x1p61));
  }

  @Test
  void cutsALongNameWhereTheTerminalWouldWrap() {
    assertEquals(
        "page  1.0 KiB  512 B/s  3 retransmissions  2 s",
        ProgressDisplay.line("page", 1024, 512, 3, 2.9));
    String line = ProgressDisplay.line("n".repeat(200), 1024, 512, 3, 2.9);
    assertEquals(79, line.length());
    assertTrue(line.contains("n\u2026  1.0 KiB"), line);
  }

  @Test
  void keepsTheProgressOnOneLineOfANarrowTerminal() {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    PrintStream terminal = new PrintStream(shown, true, StandardCharsets.UTF_8);
    try (ProgressDisplay display = new ProgressDisplay("page", terminal)) {
      display.progressed(2048, 1);
    }
    String text = shown.toString(StandardCharsets.UTF_8);
    String outsideOfNoWrap = text.replaceAll("\u001b\\[\\?7l.*?\u001b\\[\\?7h", "");
    assertTrue(text.contains("page"), text);
    assertFalse(outsideOfNoWrap.contains("page"), text);
  }

  @Test
  void wipesTheProgressAwayInTheEnd() {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    PrintStream terminal = new PrintStream(shown, true, StandardCharsets.UTF_8);
    try (ProgressDisplay display = new ProgressDisplay("page", terminal)) {
      display.progressed(2048, 1);
    }
    String text = shown.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("page  2.0 KiB  "), text);
    assertTrue(text.contains("  1 retransmission  0 s"), text);
    assertTrue(text.endsWith("\r\u001b[K"), text);
  }
}

package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.anonproxy.client.load.SampleReports;
import org.junit.jupiter.api.Test;

final class LiveViewTest {
  private static final String ESCAPE = "\u001b";
  private static final String NO_WRAP = ESCAPE + "[?7l";
  private static final String WRAP = ESCAPE + "[?7h";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String shown(boolean terminal) {
    PrintStream out = new PrintStream(bytes, true, UTF_8);
    try (LiveView view = LiveView.on(out, terminal)) {
      view.progressed(SampleReports.progress());
      view.progressed(SampleReports.progress());
    }
    return bytes.toString(UTF_8);
  }

  @Test
  void letsNoLineWrapSinceItCouldNotBeWipedAway() {
    String shown = shown(true);
    for (int line = 0, at = 0; line < 8; line++) {
      at = shown.indexOf('\n', at + 1);
      String before = shown.substring(0, at);
      assertTrue(
          before.lastIndexOf(NO_WRAP) > before.lastIndexOf(WRAP), "wrap is off in line " + line);
    }
    assertTrue(shown.lastIndexOf(WRAP) > shown.lastIndexOf(NO_WRAP), "wrap is on in the end");
  }

  @Test
  void wipesAsManyLinesAsItDrew() {
    String shown = shown(true);
    String wipe = ESCAPE + "[4A\r" + ESCAPE + "[J";
    assertTrue(shown.endsWith(wipe), shown);
    assertEquals(3, shown.split("\\[4A", -1).length, "redrawn once, wiped once");
    assertEquals(8, shown.chars().filter(character -> character == '\n').count());
  }

  @Test
  void fitsIntoEightyColumns() {
    for (String line : shown(true).split("\n", -1)) {
      String text = line.replaceAll(ESCAPE + "\\[[?0-9]*[A-Za-z]|\r", "");
      assertTrue(text.length() < 80, text);
    }
  }

  @Test
  void showsTheGoodputThatTheReportWillShow() {
    assertTrue(shown(true).contains(" 3.0 KiB/s goodput"), "pages of transfers that succeeded");
    assertTrue(shown(false).contains(" 3.0 KiB  repeated"));
  }

  @Test
  void printsOnePlainLineWhereThereIsNoTerminal() {
    String[] lines = shown(false).split("\n", -1);
    assertEquals(3, lines.length);
    assertTrue(lines[0].matches("[ -~]*"), lines[0]);
  }
}

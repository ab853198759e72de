package org.anonproxy.client.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anonproxy.client.load.SampleReports;
import org.junit.jupiter.api.Test;

final class LatencyCurveTest {
  private static List<String> find(String pattern, String text) {
    List<String> found = new ArrayList<>();
    for (Matcher matcher = Pattern.compile(pattern).matcher(text); matcher.find(); ) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static List<String> percentiles(int transfers) {
    return find(
        "<text class=\"x\"[^>]*>([^<]*)<", LatencyCurve.of(SampleReports.latenciesOf(transfers)));
  }

  @Test
  void hasAsManyNinesAsThereAreTransfersToTell() {
    assertEquals(List.of("0%", "50%", "90%", "99%"), percentiles(5));
    assertEquals(List.of("0%", "50%", "90%", "99%", "99.9%"), percentiles(1000));
    assertEquals(List.of("0%", "50%", "90%", "99%", "99.9%", "99.99%"), percentiles(1001));
  }

  @Test
  void goesNoFurtherThanOneInAMillion() {
    assertEquals("99.9999%", percentiles(1_000_001).get(7));
    assertEquals(8, percentiles(1_000_001).size());
  }

  @Test
  void givesEachPhaseItsColourWhereverItStands() {
    String curve = LatencyCurve.of(SampleReports.latenciesOf(100));
    assertTrue(curve.contains("<li class=\"s1\">transfer</li>"), curve);
    assertTrue(curve.contains("<li class=\"s2\">first byte</li>"), curve);
    assertTrue(curve.contains("<li class=\"s3\">handshake</li>"), curve);
  }

  @Test
  void placesTheLongestTransferAtTheEndAndTheMedianBetweenItsNeighbours() {
    String curve = LatencyCurve.of(SampleReports.latenciesOf(99));
    String path = find("class=\"line s1\" d=\"([^\"]*)\"", curve).get(0);
    String[] points = path.substring(1).split("L", -1);
    assertEquals(81, points.length, "40 for each nine, and the first");
    // From 0.2 ms to 100 ms over 252 pixels, the median 50 ms and the longest, at 99 %, 99 ms.
    assertEquals("94.0 " + pixel(1), points[0]);
    assertEquals("188.2 " + pixel(50), points[12], "nearly the median, at 0.3 nines");
    assertEquals("722.0 " + pixel(99), points[80]);
  }

  private static String pixel(double millis) {
    double share = Math.log(millis / 0.2) / Math.log(100 / 0.2);
    return String.format(Locale.ROOT, "%.1f", 266 - share * 252);
  }

  @Test
  void drawsWhatTookNoTime() {
    String curve = LatencyCurve.of(SampleReports.noTimeAtAll());
    assertFalse(curve.contains("NaN") || curve.contains("Infinity"), curve);
    assertTrue(curve.contains("1 \u00b5s"), curve);
  }
}

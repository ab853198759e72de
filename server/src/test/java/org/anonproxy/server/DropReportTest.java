package org.anonproxy.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.Map;
import org.anonproxy.transport.Disposition;
import org.junit.jupiter.api.Test;

class DropReportTest {
  private final Map<Disposition, Long> counts = new EnumMap<>(Disposition.class);
  private final DropReport report = new DropReport(kind -> counts.getOrDefault(kind, 0L));

  @Test
  void saysNothingWhenNothingWasDropped() {
    counts.put(Disposition.ACCEPTED, 5L);
    assertEquals("", report.news());
  }

  @Test
  void saysWhatWasDroppedSinceTheLastTime() {
    counts.put(Disposition.MALFORMED, 3L);
    counts.put(Disposition.BAD_SOURCE, 1L);
    assertEquals("3 malformed, 1 bad source", report.news());
    counts.put(Disposition.MALFORMED, 5L);
    assertEquals("2 malformed", report.news());
    assertEquals("", report.news());
  }
}

package org.anonproxy.client.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.SampleReports;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ThresholdTest {
  private final LoadReport report = SampleReports.of(100, false);

  @ParameterizedTest
  @CsvSource({
    "p99>98ms, true",
    "p99>100ms, false",
    "p99 > 0.098s, true",
    "p50<50.2ms, true",
    "max>=1m, false",
    "handshake.p99>9ms, true",
    "firstByte.p50<=9000us, false",
    "failures>0, true",
    "failures>2, false",
    "failures>=2, true",
    "failureRate>1.9%, true",
    "failureRate>2, false",
    "transfers<101, true",
    "unfinished>0, false",
    "abandoned<1, true",
    "blocksPerSecond<50, false",
    "fairnessJain<0.98, true",
    "retransmissionRate>40%, false",
  })
  void judgesTheReport(String condition, boolean crossed) {
    assertEquals(crossed, Threshold.parse(condition).isCrossedBy(report), condition);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p99>1h",
        "p99",
        "p99>",
        ">3",
        "p99=3ms",
        "p99>-1ms",
        "p98>1ms",
        "p99>5",
        "failures>1ms",
        "failureRate>1s",
        "",
        "failures>0;p99>1ms"
      })
  void refusesWhatIsNoCondition(String condition) {
    assertThrows(IllegalArgumentException.class, () -> Threshold.parse(condition));
  }

  @ParameterizedTest
  @ValueSource(strings = {"failures>0", "transfers<0", "unfinished>0", "retransmissionRate>1%"})
  void failsATestThatEndedInItsWarmUp(String condition) {
    assertTrue(Threshold.parse(condition).isCrossedBy(SampleReports.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"p99>200ms", "p99<200ms", "fairnessJain<0.5"})
  void failsATestThatMeasuredNothing(String condition) {
    assertTrue(Threshold.parse(condition).isCrossedBy(SampleReports.of(0, false)));
  }
}

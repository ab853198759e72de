package org.anonproxy.client.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.SampleReports;
import org.junit.jupiter.api.Test;
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
    "p95>94ms, true",
    "p95>96ms, false",
    "mean>50ms, true",
    "mean>51ms, false",
    "min<2ms, true",
    "stdev>30ms, false",
    "p99.9>99ms, true",
    "p999>99ms, true",
    "handshake.p99.9>11ms, false",
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
    "failures<=2, true",
    "failures<=1, false",
    "failures<2, false",
    "max>=0.1s, true",
    "max<0.01m, true",
    "max<0.001m, false",
    "goodputPerSecond>25000, true",
    "transfersPerSecond>=50, true",
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

  @Test
  void namesWhatThereIsWithoutSayingItTwice() {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Threshold.parse("failurs>0"))
                .getMessage());
    assertTrue(
        message.startsWith("'failurs' is not measured; there are transfers, failures, "), message);
    assertTrue(
        message.endsWith("p999, max, which may have handshake., firstByte., transfer. in front"),
        message);
    assertTrue(message.length() < 300, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"failures>0", "transfers<0", "unfinished>0", "retransmissionRate>1%"})
  void failsATestThatEndedInItsWarmUp(String condition) {
    assertTrue(Threshold.parse(condition).isCrossedBy(SampleReports.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "fairnessJain<0.970001, fairnessJain<0.970001 (it was 0.97)",
    "fairnessJain<0.97000001, fairnessJain<0.97000001 (it was 0.97)",
    "failures>0, failures>0 (it was 2)",
    "mean>50ms, mean>50ms (it was 50.4992 ms)",
    "failureRate>1.96, failureRate>1.96 (it was 1.96078 %)",
    "failureRate>1.96078, failureRate>1.96078 (it was 1.9607843137254901 %)",
  })
  void saysWhatWasMeasuredInDigitsThatTellItFromTheLimit(String condition, String description) {
    assertEquals(description, Threshold.parse(condition).describe(report));
  }

  @Test
  void findsTheConditionsThatHold() {
    Threshold holds = Threshold.parse("failures>0");
    assertEquals(
        List.of(holds), Threshold.crossed(List.of(Threshold.parse("failures>7"), holds), report));
  }

  @Test
  void saysThatAFigureWasNotMeasured() {
    assertEquals(
        "p99>1ms (it was not measured)",
        Threshold.parse("p99>1ms").describe(SampleReports.of(0, false)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"p99>200ms", "p99<200ms", "fairnessJain<0.5"})
  void failsATestThatMeasuredNothing(String condition) {
    assertTrue(Threshold.parse(condition).isCrossedBy(SampleReports.of(0, false)));
  }
}

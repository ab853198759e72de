package org.anonproxy.client.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AxisTest {
  @Test
  void endsAtTheFirstRoundValueThatIsHighEnough() {
    assertEquals(List.of(0.0, 20.0, 40.0, 60.0, 80.0), Axis.linear(75, 4).ticks());
    assertEquals(80.0, Axis.linear(75, 4).high());
    assertEquals(List.of(0.0, 2.0, 4.0, 6.0, 8.0), Axis.linear(8, 4).ticks(), "which it is itself");
    assertEquals(List.of(0.0, 500.0, 1000.0), Axis.linear(900, 2).ticks());
    assertEquals(List.of(0.0, 1.0), Axis.linear(0, 4).ticks(), "though nothing happened");
  }

  @Test
  void endsExactlyWhereItIsToldTo() {
    Axis axis = Axis.exact(7, 4);
    assertEquals(7.0, axis.high());
    assertEquals(List.of(0.0, 2.0, 4.0, 6.0), axis.ticks());
    assertEquals(1.0, axis.position(7));
    assertEquals(List.of(0.0, 2.0, 4.0, 6.0, 8.0), Axis.exact(8, 4).ticks());
  }

  @Test
  void beginsAndEndsALogarithmicAxisAtRoundValuesAroundTheOthers() {
    Axis axis = Axis.logarithmic(3, 70);
    assertEquals(List.of(2.0, 5.0, 10.0, 20.0, 50.0, 100.0), axis.ticks());
    assertEquals(2.0, axis.low());
    assertEquals(100.0, axis.high());
    assertTrue(axis.logarithmic());
    assertEquals(List.of(10.0, 20.0, 50.0, 100.0), Axis.logarithmic(10, 100).ticks());
    assertEquals(List.of(5.0, 10.0), Axis.logarithmic(6, 6).ticks(), "it has a length");
  }

  @Test
  void leavesTheWholePowersOfTenWhereThereIsNoRoomForMore() {
    assertEquals(List.of(1.0, 10.0, 100.0, 1000.0, 10_000.0), Axis.logarithmic(1, 9_000).ticks());
    assertFalse(Axis.logarithmic(1, 500).ticks().contains(0.0));
    assertEquals(9, Axis.logarithmic(1, 500).ticks().size());
  }

  @Test
  void placesValuesByTheirDifferencesOrTheirRatios() {
    Axis linear = Axis.linear(80, 4);
    assertEquals(0.25, linear.position(20), 1e-9);
    Axis logarithmic = Axis.logarithmic(10, 1000);
    assertEquals(0.5, logarithmic.position(100), 1e-9);
    assertEquals(0.0, logarithmic.position(10), 1e-9);
  }

  @Test
  void keepsValuesBeyondItsEndsAtThem() {
    assertEquals(1.0, Axis.linear(80, 4).position(500));
    assertEquals(0.0, Axis.linear(80, 4).position(-5));
    assertEquals(0.0, Axis.logarithmic(10, 1000).position(0));
  }
}

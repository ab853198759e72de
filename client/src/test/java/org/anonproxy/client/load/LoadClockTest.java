package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LoadClockTest {
  private static final long SECOND = 1_000_000_000;
  private static final long TICK = SECOND / 10;
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 3 * SECOND);

  private static LoadPlan plan(int transfers, @Nullable Duration duration) {
    return LoadPlan.of(
        Target.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711)),
        new Workload(1, transfers, duration, Duration.ZERO, Duration.ofMillis(250), null));
  }

  @Test
  void drainsForAsLongAsAClientMayWaitForADeadServer() {
    LoadPlan plan = plan(0, Duration.ofSeconds(5));
    LoadClock clock = new LoadClock(plan, START, TICK);
    long budget = RetransmissionPolicy.STANDARD.silenceBudgetNanos();
    assertFalse(clock.isDraining(START + 5 * SECOND - 1));
    assertTrue(clock.isDraining(START + 5 * SECOND));
    assertFalse(clock.isOver(START + 5 * SECOND + budget));
    assertTrue(clock.isOver(START + 5 * SECOND + budget + 2 * SECOND), "but not for ever");
  }

  @Test
  void drainsLongerWhenTheLinkOrTheClientsAreSlow() {
    Duration three = Duration.ofSeconds(3);
    LoadPlan slow =
        plan(0, three)
            .withImpairment(new Impairment(0, 0, 0, 0, three, three))
            .withMisbehaviour(new Misbehaviour(1, three, 0, 0));
    assertEquals(15 * SECOND, slow.drainNanos() - plan(0, three).drainNanos());
  }

  @Test
  void goesOnToTheEndOfTheDurationThoughNothingIsLeftToDo() {
    assertFalse(new LoadClock(plan(0, Duration.ofSeconds(5)), START, TICK).mayEnd(START + SECOND));
    assertTrue(new LoadClock(plan(2, Duration.ofSeconds(5)), START, TICK).mayEnd(START + SECOND));
    assertTrue(new LoadClock(plan(2, null), START, TICK).mayEnd(START + SECOND));
    assertFalse(new LoadClock(plan(2, null), START, TICK).isOver(START + 1000 * SECOND));
  }

  @Test
  void looksAtTheTestWhereOnePartOfItEnds() {
    LoadClock clock = new LoadClock(plan(0, Duration.ofMillis(330)), START, TICK);
    assertEquals(TICK, clock.nanosToTick(START));
    assertEquals(TICK, clock.nanosToTick(START + TICK));
    assertEquals(TICK / 2, clock.nanosToTick(START + 2 * TICK), "the end of the warm-up");
    assertEquals(TICK * 3 / 10, clock.nanosToTick(START + 3 * TICK), "the end of the duration");
    LoadPlan plan = plan(0, Duration.ofMillis(330));
    long end = START + SECOND * 33 / 100 + plan.drainNanos();
    LoadClock late = new LoadClock(plan, START, TICK);
    assertEquals(0, late.nanosToTick(end - TICK / 10), "a tick was missed");
    assertEquals(TICK / 10, late.nanosToTick(end - TICK / 10), "the end of the drain");
  }
}

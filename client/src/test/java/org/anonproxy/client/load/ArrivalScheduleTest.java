package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.anonproxy.client.load.OpenLoop.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArrivalScheduleTest {
  private static final double MILLI = 1e6;

  private static ArrivalSchedule schedule(
      double rate, Distribution distribution, double rampUpMillis, int loop, int loops) {
    return ArrivalSchedule.of(
        new OpenLoop(rate, distribution),
        rampUpMillis * MILLI,
        new Deal(loops, loops, loop),
        new SplittableRandom(7));
  }

  @Test
  void spacesConstantArrivalsEvenly() {
    ArrivalSchedule schedule = schedule(1000, Distribution.CONSTANT, 0, 0, 1);
    for (int arrival = 0; arrival < 100; arrival++) {
      assertEquals(arrival * MILLI, (double) schedule.nextNanos(), 1);
    }
  }

  @Test
  void dealsConstantArrivalsOutToLoopsInTurn() {
    ArrivalSchedule first = schedule(1000, Distribution.CONSTANT, 0, 0, 2);
    ArrivalSchedule second = schedule(1000, Distribution.CONSTANT, 0, 1, 2);
    for (int pair = 0; pair < 100; pair++) {
      assertEquals(2 * pair * MILLI, (double) first.nextNanos(), 1);
      assertEquals((2 * pair + 1) * MILLI, (double) second.nextNanos(), 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 3", "1, 1", "4, 4", "10, 4", "1000, 7"})
  void dealsEveryArrivalToOneLoopAsManyAsItsClientsCanTake(int clients, int loops) {
    BitSet dealt = new BitSet();
    int own = 0;
    for (int loop = 0; loop < loops; loop++) {
      Deal deal = new Deal(clients, loops, loop);
      own += deal.ownClients();
      for (long index = 0; index < 5L * deal.ownClients(); index++) {
        int arrival = Math.toIntExact(deal.arrival(index));
        assertFalse(dealt.get(arrival));
        dealt.set(arrival);
      }
    }
    assertEquals(clients, own);
    assertEquals(5 * clients, dealt.nextClearBit(0), "five rounds, each arrival once");
  }

  @Test
  void givesALoopThePoissonArrivalsThatItsClientsCanTake() {
    long[] arrivals = new long[2];
    for (int loop = 0; loop < 2; loop++) {
      ArrivalSchedule schedule =
          ArrivalSchedule.of(
              new OpenLoop(1000, Distribution.POISSON),
              0,
              new Deal(3, 2, loop),
              new SplittableRandom(loop));
      while (schedule.nextNanos() < 30_000 * MILLI) {
        arrivals[loop]++;
      }
    }
    assertEquals(20_000, (double) arrivals[0], 600);
    assertEquals(10_000, (double) arrivals[1], 600);
  }

  @Test
  void raisesTheRateLinearlyDuringRampUp() {
    ArrivalSchedule schedule = schedule(1000, Distribution.CONSTANT, 1000, 0, 1);
    int duringRampUp = 0;
    int duringFirstHalf = 0;
    int inTheSecondAfter = 0;
    for (long at = schedule.nextNanos(); at < 2000 * MILLI; at = schedule.nextNanos()) {
      duringFirstHalf += at < 500 * MILLI ? 1 : 0;
      duringRampUp += at < 1000 * MILLI ? 1 : 0;
      inTheSecondAfter += at >= 1000 * MILLI ? 1 : 0;
    }
    assertEquals(500, duringRampUp, 1, "half the rate on average");
    assertEquals(125, duringFirstHalf, 1, "a quarter of the rate on average");
    assertEquals(1000, inTheSecondAfter, 1);
  }

  @Test
  void scattersPoissonArrivalsAsIndependentUsersDo() {
    int arrivals = 20_000;
    ArrivalSchedule schedule = schedule(1000, Distribution.POISSON, 0, 0, 1);
    double last = 0;
    double sumOfSquares = 0;
    for (int arrival = 0; arrival < arrivals; arrival++) {
      double next = schedule.nextNanos();
      assertTrue(next >= last);
      sumOfSquares += Math.pow((next - last) / MILLI, 2);
      last = next;
    }
    assertEquals(1, last / MILLI / arrivals, 0.03, "mean interval in ms");
    assertEquals(2, sumOfSquares / arrivals, 0.15, "an exponential's second moment");
  }

  @Test
  void repeatsPoissonArrivalsBySeed() {
    ArrivalSchedule one = schedule(1000, Distribution.POISSON, 100, 0, 2);
    ArrivalSchedule other = schedule(1000, Distribution.POISSON, 100, 0, 2);
    for (int arrival = 0; arrival < 1000; arrival++) {
      assertEquals(one.nextNanos(), other.nextNanos());
    }
  }

  @Test
  void startsClientsEvenlyOverTheRampUpOrAllAtOnce() {
    ArrivalSchedule ramped = ArrivalSchedule.ofClients(1000 * MILLI, new Deal(10, 1, 0));
    ArrivalSchedule atOnce = ArrivalSchedule.ofClients(0, new Deal(10_000, 1, 0));
    for (int client = 0; client < 10; client++) {
      assertEquals(client * 100 * MILLI, (double) ramped.nextNanos(), 1);
    }
    for (int client = 0; client < 10_000; client++) {
      assertEquals(0, atOnce.nextNanos());
    }
  }
}

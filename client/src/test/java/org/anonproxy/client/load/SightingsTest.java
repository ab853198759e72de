package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import org.anonproxy.client.load.Sightings.Sighting;
import org.anonproxy.client.load.Sightings.Sighting.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SightingsTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void remembersTheLastFourPackets(boolean held) {
    Sightings sightings = new Sightings(held);
    for (int packet = 1; packet <= 5; packet++) {
      sightings.add(packet, 4, 524, true);
    }
    assertNull(sightings.find(1, 4, 524), "seen longest ago");
    for (int packet = 2; packet <= 5; packet++) {
      assertNotNull(sightings.find(packet, 4, 524));
    }
  }

  @Test
  void takesAPacketForAnotherUnlessHeaderAndLengthAreTheSame() {
    Sightings sightings = new Sightings(false);
    Sighting seen = sightings.add(7, 4, 524, true);
    assertSame(seen, sightings.find(7, 4, 524));
    assertNull(sightings.find(8, 4, 524));
    assertNull(sightings.find(7, 5, 524));
    assertNull(sightings.find(7, 4, 523));
  }

  @Test
  void beginsAfreshWithThePacketThatTakesAPlace() {
    Sightings sightings = new Sightings(false);
    Sighting first = sightings.add(1, 4, 524, true);
    first.become(Use.ACCEPTED);
    for (int packet = 2; packet <= 5; packet++) {
      sightings.add(packet, 1, 20, false);
    }
    Sighting last = sightings.find(5, 1, 20);
    assertNotNull(last);
    assertSame(first, last, "nothing is garbage");
    assertEquals(Use.NONE, last.use());
    assertEquals(20, last.bytes());
    assertFalse(last.isMeasured());
  }

  @Test
  void leavesAPacketAloneThatALinkStillHolds() {
    Sightings sightings = new Sightings(true);
    Sighting underWay = sightings.add(1, 4, 524, true);
    underWay.become(Use.DISCARDED);
    for (int packet = 2; packet <= 5; packet++) {
      assertNotSame(underWay, sightings.add(packet, 1, 20, false));
    }
    assertEquals(Use.DISCARDED, underWay.use());
    assertEquals(524, underWay.bytes());
    assertTrue(underWay.isMeasured());
  }

  @Test
  void makesNoGarbageOfEveryDatagramWithoutALink() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Sightings sightings = new Sightings(false);
    sightings.add(0, 4, 524, true);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int packet = 1; packet < 10_000; packet++) {
      sightings.add(packet, 4, 524, true);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 10_000, "allocated " + allocated);
  }
}

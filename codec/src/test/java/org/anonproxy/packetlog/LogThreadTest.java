package org.anonproxy.packetlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import org.anonproxy.queue.SlotQueue;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;

class LogThreadTest {
  private static final long PATIENCE_MILLIS = 5_000;

  private final SlotQueue<PacketLogLine> queue = new SlotQueue<>(PacketLogLine::new, 8);
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final LineWriter writer =
      new LineWriter(Channels.newChannel(file), cause -> {}, System::nanoTime);
  private final LogThread thread = new LogThread(queue, writer);

  private void fill(long position, int sequenceNumber) {
    queue.slot(position).set(true, sequenceNumber, 0, Flags.ACK);
    queue.publish(position);
  }

  @Test
  void waitsAtTheEndForAThreadThatIsStillFillingItsSlot() {
    long slow = queue.claim();
    fill(queue.claim(), 2);
    thread.start();
    thread.end();
    await().during(Duration.ofMillis(100)).until(() -> !writer.isOver());

    fill(slow, 1);
    await().until(writer::isOver);

    assertEquals("SEND 1 0 ACK\nSEND 2 0 ACK\n", file.toString(UTF_8));
    assertEquals(0, writer.droppedLines(queue::claims));
  }

  @Test
  void endsWithoutASlotThatNobodyFillsWhenTheLogIsGivenUp() throws InterruptedException {
    assertEquals(0, queue.claim());
    Thread running = new Thread(thread);
    running.start();
    thread.end();
    writer.abandon();

    running.join(PATIENCE_MILLIS);
    assertFalse(running.isAlive());
    assertEquals(1, writer.droppedLines(queue::claims));
  }
}

package org.anonproxy.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.trace.CaptureReader;
import org.anonproxy.trace.CapturedUdp;
import org.anonproxy.trace.Conversation;
import org.anonproxy.trace.Conversations;
import org.anonproxy.trace.SequenceDiagram;

/** Takes the fuzzer's bytes for a capture file: it is read and drawn, or refused in one line. */
public final class CaptureFuzzer {
  private static final int LEAST_FRAME_BYTES = 16;

  private CaptureFuzzer() {}

  /** Plays one input; throws if something does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    List<String> found = read(new ByteArrayInputStream(bytes));
    assertTrue(found.size() <= 2 + bytes.length / LEAST_FRAME_BYTES, "datagrams out of nowhere");
    assertEquals(found, read(new Trickle(bytes)), "however the bytes come");
    draw(bytes);
  }

  /** Hands out a byte at a time. */
  private static final class Trickle extends FilterInputStream {
    Trickle(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return super.read(into, offset, Math.min(length, 1));
    }
  }

  private static List<String> read(InputStream stream) {
    List<String> found = new ArrayList<>();
    try (CaptureReader reader = CaptureReader.open(stream)) {
      for (CapturedUdp each = reader.next(); each != null; each = reader.next()) {
        assertTrue(each.payload().readableBytes() <= each.lengthBytes(), "more than there was");
        found.add(each.source() + " " + each.destination() + " " + each.epochNanos());
      }
      found.add("cut short: " + reader.isCutShort());
    } catch (IOException refusal) {
      assertNotNull(refusal.getMessage());
      assertEquals(1, refusal.getMessage().lines().count());
      found.add(refusal.getMessage());
    }
    return found;
  }

  private static void draw(byte[] bytes) throws IOException {
    List<Conversation> conversations;
    try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(bytes))) {
      conversations = Conversations.read(reader).plausible();
    } catch (IOException refusal) {
      return;
    }
    for (Conversation conversation : conversations) {
      List<String> lines = new ArrayList<>();
      SequenceDiagram diagram = new SequenceDiagram(conversation, lines::add);
      try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(bytes))) {
        for (CapturedUdp each = reader.next(); each != null; each = reader.next()) {
          diagram.add(each);
        }
      }
      assertEquals(2 * conversation.packets(), lines.size(), "two lines for each packet");
      assertEquals(1, lines.stream().map(line -> line.indexOf('|', 4)).distinct().count());
    }
  }
}

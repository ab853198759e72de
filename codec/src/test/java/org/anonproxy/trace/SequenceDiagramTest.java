package org.anonproxy.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.junit.jupiter.api.Test;

class SequenceDiagramTest {
  private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 9000);
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.2", 40_000);

  private final List<CapturedUdp> packets = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private void pass(InetSocketAddress from, int seq, int ack, int flags, int payloadBytes) {
    ByteBuf packet = Unpooled.buffer();
    PacketHeader.write(packet, seq, ack, flags);
    packet.writeZero(payloadBytes);
    packets.add(
        new CapturedUdp(
            1000L * packets.size(),
            from,
            from.equals(SERVER) ? CLIENT : SERVER,
            packet.readableBytes(),
            packet));
  }

  private void draw() {
    Conversation conversation = new Conversation(1, packets.get(0));
    packets.forEach(conversation::add);
    SequenceDiagram diagram = new SequenceDiagram(conversation, lines::add);
    diagram.begin();
    packets.forEach(diagram::add);
  }

  @Test
  void drawsWhatTheProtocolDocumentShows() throws Exception {
    pass(CLIENT, 12345, 0, Flags.SYN, 0);
    pass(SERVER, 100, 12346, Flags.SYN_ACK, 0);
    pass(CLIENT, 12346, 101, Flags.ACK, 0);
    pass(SERVER, 101, 12347, Flags.ACK, 512);
    pass(CLIENT, 12347, 613, Flags.ACK, 0);
    pass(SERVER, 613, 12348, Flags.ACK, 512);
    pass(CLIENT, 12348, 1125, Flags.ACK, 0);
    pass(SERVER, 1125, 12349, Flags.FIN, 5);
    pass(CLIENT, 12349, 1130, Flags.ACK | Flags.FIN, 0);

    draw();

    List<String> document = Files.readAllLines(Path.of("PROTOCOL.md"));
    int heads = document.indexOf(lines.get(0));
    assertTrue(heads > 0, lines.get(0));
    List<String> expected = document.subList(heads, heads + lines.size());
    assertEquals(withoutRemarks(expected), withoutRemarks(lines));
    assertTrue(lines.get(7).endsWith("|   0.000003 s, 512 bytes"), lines.get(7));
  }

  private static List<String> withoutRemarks(List<String> diagram) {
    return diagram.stream().map(line -> line.replaceFirst("\\|   [^|]*$", "|")).toList();
  }

  @Test
  void makesRoomForLongNumbersAndTellsRepetitions() {
    pass(SERVER, -1, -2, Flags.ACK, 1);
    pass(SERVER, -1, -2, Flags.ACK, 1);
    packets.add(new CapturedUdp(0, CLIENT, SERVER, 3, Unpooled.wrappedBuffer(new byte[3])));

    draw();

    assertEquals(
        List.of(
            " server                                        client",
            "   |   seq=4294967295 ack=4294967294 ACK         |   0.000000 s, 1 byte",
            "   | ------------------------------------------> |",
            "   |   seq=4294967295 ack=4294967294 ACK         |   0.000001 s, 1 byte, again",
            "   | ------------------------------------------> |",
            "   |   malformed                                 |   0.000000 s, 3 bytes",
            "   | <------------------------------------------ |"),
        lines);
  }
}

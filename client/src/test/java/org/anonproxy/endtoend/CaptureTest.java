package org.anonproxy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.anonproxy.capture.CaptureSettings;
import org.anonproxy.capture.PacketCapture;
import org.anonproxy.capture.Tshark;
import org.anonproxy.testing.ChildProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures a real transfer at both ends and holds the captures against the packet logs. */
class CaptureTest {
  private static final Path DISSECTOR =
      Path.of("../codec/src/main/wireshark/anonproxy.lua").toAbsolutePath().normalize();

  @TempDir private Path directory = Path.of("");

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static int port(ChildProgram server) {
    return Integer.parseInt(
        server.awaitLine("listening on").replaceFirst(".*listening on [^ ]*:([0-9]+),.*", "$1"));
  }

  @Test
  void tsharkSeesWhatThePacketLogsSay() throws Exception {
    Tshark tshark = new Tshark(DISSECTOR);
    byte[] page = new byte[3000];
    new Random(3).nextBytes(page);
    Files.write(directory.resolve("page"), page);
    int port;
    try (ChildProgram server =
        ChildProgram.start(
            org.anonproxy.server.cli.Main.class,
            "-p0",
            "-w" + path("page"),
            "-v",
            "-l" + path("server.log"),
            "--capture=" + path("server.pcapng"))) {
      port = port(server);
      assertLocked(directory.resolve("server.pcapng"));
      fetch(port);
      server.awaitError("closed: completed");
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
    }
    for (String end : List.of("server", "client")) {
      List<String> syn = List.of(compareWithLog(tshark, end).get(0).split(";", -1));
      assertEquals(List.of("127.0.0.1", "127.0.0.1"), syn.subList(6, 8));
      assertEquals(Integer.toString(port), syn.get(10));
    }
    assertDiagram(port);
  }

  private static void assertLocked(Path capture) {
    IOException refusal =
        assertThrows(
            IOException.class, () -> PacketCapture.claim(capture, CaptureSettings.STANDARD));
    assertEquals(
        "cannot write the capture " + capture + ": another program writes it; name another file",
        refusal.getMessage());
  }

  private void fetch(int port) throws Exception {
    try (ChildProgram client =
        ChildProgram.start(
            org.anonproxy.client.cli.Main.class,
            "-s127.0.0.1",
            "-p" + port,
            "-f" + path("copy"),
            "-l" + path("client.log"),
            "--capture=" + path("client.pcapng"))) {
      assertEquals(0, client.awaitExit(), client.errors());
      assertEquals("", client.errors());
    }
    assertEquals(-1, Files.mismatch(directory.resolve("page"), directory.resolve("copy")));
  }

  private List<String> compareWithLog(Tshark tshark, String end) throws Exception {
    List<String> packets =
        tshark.fields(
            directory.resolve(end + ".pcapng"),
            "frame.packet_flags_direction",
            "anon.seq",
            "anon.ack",
            "anon.flags.ack",
            "anon.flags.syn",
            "anon.flags.fin",
            "ip.src",
            "ip.dst",
            "frame.time_epoch",
            "anon.payload_len",
            "udp.dstport",
            "ip.checksum.status",
            "udp.checksum.status",
            "anon.reserved",
            "_ws.expert.message");
    List<String> log = Files.readAllLines(directory.resolve(end + ".log"));
    assertEquals(log, packets.stream().map(CaptureTest::asLogged).toList());
    assertFalse(log.isEmpty());
    int payloadBytes = 0;
    String previousTime = "";
    for (String packet : packets) {
      String[] fields = packet.split(";", -1);
      assertTrue(fields[8].matches("\\d+\\.\\d{9}"), fields[8]);
      assertTrue(previousTime.compareTo(fields[8]) <= 0, packet);
      previousTime = fields[8];
      payloadBytes += Integer.parseInt(fields[9]);
      assertEquals("1 1 0x00000000 ", String.join(" ", List.of(fields).subList(11, 15)), packet);
    }
    assertEquals(3000, payloadBytes);
    return packets;
  }

  /** Writes tshark's fields as a line of the packet log. */
  private static String asLogged(String packet) {
    String[] fields = packet.split(";", -1);
    return (fields[0].endsWith("1") ? "RECV " : "SEND ")
        + fields[1]
        + " "
        + fields[2]
        + (fields[3].equals("1") ? " ACK" : "")
        + (fields[4].equals("1") ? " SYN" : "")
        + (fields[5].equals("1") ? " FIN" : "");
  }

  private void assertDiagram(int port) throws IOException, InterruptedException {
    try (ChildProgram trace =
        ChildProgram.start(org.anonproxy.client.cli.Main.class, "trace", path("client.pcapng"))) {
      assertEquals(0, trace.awaitExit(), trace.errors());
      List<String> lines = trace.output().lines().toList();
      List<String> log = Files.readAllLines(directory.resolve("client.log"));
      assertTrue(lines.get(0).startsWith("server 127.0.0.1:" + port + ", client "), lines.get(0));
      assertEquals(3 + 2 * log.size(), lines.size());
      for (int i = 0; i < log.size(); i++) {
        String packet = lines.get(3 + 2 * i).replaceAll("[ |]+", " ").replaceAll("seq=|ack=", "");
        assertTrue(packet.startsWith(log.get(i).substring(4)), packet + " is not " + log.get(i));
        boolean byServer = log.get(i).startsWith("RECV");
        assertEquals(byServer, lines.get(4 + 2 * i).contains("->"), log.get(i));
      }
    }
  }

  @Test
  void refusesAnUnusableCaptureBeforeAnythingElse() throws Exception {
    Path page = Files.writeString(directory.resolve("page"), "<html>");
    try (ChildProgram server =
            ChildProgram.start(
                org.anonproxy.server.cli.Main.class,
                "-p0",
                "-w" + page,
                "-v",
                "-l" + path("server.log"),
                "--capture=" + path("no/server.pcapng"));
        ChildProgram client =
            ChildProgram.start(
                org.anonproxy.client.cli.Main.class,
                "-s127.0.0.1",
                "-p1",
                "-f" + path("copy"),
                "-l" + path("client.log"),
                "--capture=" + page)) {
      assertEquals(1, server.awaitExit());
      assertEquals(
          "ERROR: cannot write the capture "
              + path("no/server.pcapng")
              + ": its directory does not exist; create it first\n",
          server.errors());
      assertEquals(1, client.awaitExit());
      assertEquals(
          "ERROR: cannot write the capture "
              + page
              + ": it is something else than a capture; name another file\n",
          client.errors());
      try (var files = Files.list(directory)) {
        assertEquals(List.of(page), files.toList());
      }
    }
  }
}

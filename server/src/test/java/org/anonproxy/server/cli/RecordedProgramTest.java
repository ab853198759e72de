package org.anonproxy.server.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.anonproxy.server.NaivePeer;
import org.anonproxy.testing.ChildProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the server as a program that somebody has asked for a flight recording. */
class RecordedProgramTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void leavesItsFlightRecordingWhenItIsStopped() throws Exception {
    Path recording = directory.resolve("server.jfr");
    Path page = Files.write(directory.resolve("page"), new byte[1000]);
    try (ChildProgram server =
        ChildProgram.start(
            List.of("-Xlog:disable", "-XX:StartFlightRecording:filename=" + recording),
            Main.class,
            "-p",
            "0",
            "-w",
            page.toString())) {
      String ready = server.awaitLine("listening on");
      try (NaivePeer peer = new NaivePeer(port(ready))) {
        assertArrayEquals(new byte[1000], peer.fetch(7));
      }
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
    }
    Set<String> recorded =
        RecordingFile.readAllEvents(recording).stream()
            .map(RecordedProgramTest::name)
            .collect(Collectors.toSet());
    for (String expected : List.of("PageFetch", "SessionOpened", "SessionClosed")) {
      assertTrue(recorded.contains("org.anonproxy." + expected), expected);
    }
  }

  private static String name(RecordedEvent event) {
    return event.getEventType().getName();
  }

  private static int port(String readyLine) {
    return Integer.parseInt(readyLine.replaceFirst("listening on \\S*:(\\d+), .*", "$1"));
  }
}

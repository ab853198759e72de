package org.anonproxy.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.anonproxy.server.NaivePeer;
import org.anonproxy.testing.ChildProgram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what a running server tells its operator. */
class ConsoleLogTest {
  @TempDir private Path directory = Path.of("");

  private ChildProgram start(String... options) throws Exception {
    Path page = Files.write(directory.resolve("page"), new byte[600]);
    List<String> arguments =
        new ArrayList<>(List.of("-p", "0", "-w", page.toString(), "--bind=127.0.0.1"));
    arguments.addAll(List.of(options));
    return ChildProgram.start(Main.class, arguments.toArray(String[]::new));
  }

  private static int port(ChildProgram server) {
    return Integer.parseInt(server.awaitLine("listening").replaceAll(".*:(\\d+),.*", "$1"));
  }

  private static void fetch(int port) throws Exception {
    try (NaivePeer peer = new NaivePeer(port)) {
      assertEquals(600, peer.fetch(7).length);
    }
  }

  @Test
  void isQuietAboutSingleSessions() throws Exception {
    try (ChildProgram server = start()) {
      fetch(port(server));
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
      List<String> words = server.errors().lines().map(line -> line.split(" +", -1)[2]).toList();
      assertEquals(
          List.of("fetched", "transport", "stopping:", "stopping:"), words, server::errors);
      assertTrue(server.errors().contains(", 5s for those that run"), server::errors);
    }
  }

  @Test
  void leavesTheTimeToTheJournalAndTellsItHowUrgentALineIs() throws Exception {
    Path page = Files.write(directory.resolve("page"), new byte[600]);
    String[] arguments = {"-p", "0", "-w", page.toString(), "--bind=127.0.0.1", "-v"};
    try (ChildProgram server = ChildProgram.startAsService(Main.class, arguments)) {
      fetch(port(server));
      server.awaitError("<7>DEBUG session ");
      Files.delete(page);
      server.signal("HUP");
      server.awaitError("<4>WARN  still serving");
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
      assertTrue(
          server.errors().lines().allMatch(line -> line.matches("<\\d>[A-Z]+ +[a-z].*")),
          server::errors);
    }
    try (ChildProgram server = ChildProgram.startAsService(Main.class, "-p", "0")) {
      assertTrue(server.awaitExit() > 0);
      assertTrue(server.errors().startsWith("<3>ERROR: "), server::errors);
    }
  }

  @Test
  void writesForMachinesWhatItWritesEverywhereInTheJournalToo() throws Exception {
    Path page = Files.write(directory.resolve("page"), new byte[600]);
    Path log = directory.resolve("events.log");
    String[] arguments = {"-p", "0", "-w", page.toString(), "--bind=127.0.0.1"};
    for (String option : List.of("--log-format=json", "--log-file=" + log)) {
      String[] all = Stream.concat(Stream.of(arguments), Stream.of(option)).toArray(String[]::new);
      try (ChildProgram server = ChildProgram.startAsService(Main.class, all)) {
        port(server);
        server.signal("TERM");
        assertEquals(0, server.awaitExit());
        assertFalse(server.errors().contains("<6>"), server::errors);
      }
    }
    assertTrue(Files.readString(log).startsWith("20"), () -> "no time in " + log);
  }

  @Test
  void tellsMachinesOfEverySession() throws Exception {
    try (ChildProgram server = start("--log-format", "json", "-v")) {
      fetch(port(server));
      String closed = server.awaitError("session-closed");
      assertTrue(
          closed.matches(
              "\\{\"time\":\"20[0-9T:.-]{21}Z\",\"level\":\"DEBUG\",\"event\":\"session-closed\","
                  + "\"message\":\"session 127[^\"]*\",\"peer\":\"127.0.0.1:\\d+\","
                  + "\"reason\":\"completed\",\"bytes\":600,\"pageBytes\":600,"
                  + "\"retransmissions\":0,\"seconds\":\\d+\\.\\d+,"
                  + "\"logger\":\"org.anonproxy.server.SessionLog\"}"),
          closed);
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
    }
  }

  @Test
  void goesOnInANewFileWhenItsFileIsMovedAway() throws Exception {
    Path log = directory.resolve("events.log");
    Path moved = directory.resolve("moved.log");
    Files.writeString(log, "of the run before\n");
    try (ChildProgram server = start("-v", "--log-file", log.toString())) {
      int port = port(server);
      fetch(port);
      Awaitility.await().until(() -> Files.readString(log).contains("closed: completed"));
      Files.move(log, moved);
      Awaitility.await()
          .until(
              () -> {
                fetch(port);
                return Files.exists(log);
              });
      server.signal("TERM");
      assertEquals(0, server.awaitExit());
      assertEquals("", server.errors());
    }
    String all = Files.readString(moved) + Files.readString(log);
    assertTrue(all.startsWith("of the run before\n"), all);
    assertTrue(all.endsWith("ended\n"), all);
    assertEquals(
        all.lines().filter(line -> line.endsWith(" opened")).count(),
        all.lines().filter(line -> line.contains(" closed: completed")).count());
  }

  @Test
  void refusesAFileThatIsAnothers() throws Exception {
    Path log = directory.resolve("log");
    assertRefused(
        "would share the file", start("-l", log.toString(), "--log-file", log.toString()));
    assertFalse(Files.exists(log));
    assertRefused(
        "would be written into the page",
        start("--log-file", directory.resolve("page").toString()));
    assertRefused("cannot write the log file", start("--log-file", directory.toString()));
    assertRefused("'10K' is less than 64K", start("--log-size", "10K"));
  }

  private static void assertRefused(String reason, ChildProgram server) throws Exception {
    try (server) {
      assertTrue(server.awaitExit() > 0);
      assertEquals(1, server.errors().lines().count(), server::errors);
      assertTrue(server.errors().startsWith("ERROR: "), server::errors);
      assertTrue(server.errors().contains(reason), server::errors);
    }
  }
}

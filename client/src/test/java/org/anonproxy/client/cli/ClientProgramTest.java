package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.client.Pages;
import org.anonproxy.client.UnreliableServer;
import org.anonproxy.client.UnreliableServer.Link;
import org.anonproxy.testing.ChildProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the client as its users do: as a program with streams, signals and an exit code. */
final class ClientProgramTest {
  @TempDir private Path directory = Path.of("");

  private static ChildProgram start(UnreliableServer server, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-s", "localhost"));
    arguments.addAll(List.of("-p", Integer.toString(server.address().getPort())));
    arguments.addAll(List.of(more));
    return ChildProgram.start(Main.class, arguments.toArray(new String[0]));
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143"})
  void cleansUpWhenASignalEndsTheTransfer(String signal, int code) throws Exception {
    Path page = directory.resolve("page");
    Path log = directory.resolve("log");
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6));
        ChildProgram client = start(server, "-f", page.toString(), "-l", log.toString())) {
      await().until(() -> server.datagrams() > 6);
      assertEquals(2, files());

      client.signal(signal);

      assertEquals(code, client.awaitExit());
      assertEquals("", client.output() + client.errors());
      assertFalse(Files.exists(page));
      assertEquals(1, files());
      // SYN, SYN|ACK, the third packet, and five blocks with their answers.
      assertEquals(13, Files.readAllLines(log).size());
    }
  }

  @Test
  void saysOfAnInterruptedFetchOnlyThatItsLogIsNotComplete() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    Path page = directory.resolve("page");
    try (UnreliableServer server = new UnreliableServer(Pages.random(9_000), Link.deadAfter(6));
        ChildProgram client = start(server, "-f", page.toString(), "-l", "/dev/full")) {
      await().until(() -> server.datagrams() > 6);

      client.signal("INT");

      assertEquals(130, client.awaitExit());
      String errors = client.errors();
      assertTrue(errors.startsWith("WARNING: the packet log is not complete: "), errors);
      assertFalse(errors.contains("stored"), errors);
      assertEquals(0, files());
    }
  }

  @ParameterizedTest
  @CsvSource({"-", "/dev/stdout"})
  void writesThePageAndNothingElseToStandardOutput(String file) throws Exception {
    String page = "\u00fcber ".repeat(50_000);
    try (UnreliableServer server = new UnreliableServer(page.getBytes(UTF_8), Link.PERFECT);
        ChildProgram client = start(server, "-f", file)) {
      assertEquals(0, client.awaitExit());
      assertEquals(page, client.output());
      assertEquals("", client.errors());
    }
  }

  @Test
  void endsAtOnceWhenASignalComesDuringTheLingering() throws Exception {
    Path page = directory.resolve("page");
    try (UnreliableServer server = new UnreliableServer(Pages.random(5), Link.PERFECT);
        ChildProgram client =
            start(server, "-f", page.toString(), "--linger=1m", "-l", "-", "--isn=12345")) {
      await().until(() -> Files.exists(page));

      client.signal("INT");

      assertEquals(130, client.awaitExit());
      assertEquals(5, Files.size(page));
      assertEquals(
          """
          SEND 12345 0 SYN
          RECV 100 12346 ACK SYN
          SEND 12346 101 ACK
          RECV 101 12347 FIN
          SEND 12347 106 ACK FIN
          """,
          client.output());
    }
  }

  @Test
  void endsByASignalThoughNobodyReadsItsPacketLog() throws Exception {
    Path page = directory.resolve("page");
    Path fifo = directory.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    // Open for reading, too, so that the client can open it; but nothing reads.
    try (RandomAccessFile unread = new RandomAccessFile(fifo.toFile(), "rw");
        UnreliableServer server = new UnreliableServer(Pages.random(8_000_000), Link.PERFECT);
        ChildProgram client = start(server, "-f", page.toString(), "-l", fifo.toString())) {
      await().until(() -> server.datagrams() > 3_000);

      client.signal("INT");

      assertEquals(130, client.awaitExit());
      assertTrue(client.errors().contains("the packet log left out"), client.errors());
      assertEquals(1, files());
      assertTrue(unread.getFD().valid());
    }
  }

  @Test
  void endsInOneLineOnARuntimeThatLacksAModule() throws Exception {
    List<String> few = List.of("--limit-modules=java.instrument");
    String page = directory.resolve("page").toString();
    try (ChildProgram client =
        ChildProgram.start(few, Main.class, "-s", "127.0.0.1", "-p", "9", "-f", page)) {
      assertEquals(CommandLineProgram.INTERNAL_ERROR, client.awaitExit());
      assertEquals("", client.output());
      assertEquals(1, client.errors().lines().count(), client.errors());
      assertTrue(
          client.errors().startsWith("ERROR: internal error: java.lang.NoClassDefFoundError"),
          client.errors());
      assertEquals(0, files());
    }
  }
}

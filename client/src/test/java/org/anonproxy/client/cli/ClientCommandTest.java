package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.client.Pages;
import org.anonproxy.client.UnreliableServer;
import org.anonproxy.client.UnreliableServer.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the command line within this JVM: what it writes, what it says, how it ends. */
final class ClientCommandTest {
  @TempDir private Path directory = Path.of("");

  /** What a run of the command left behind. */
  private record Outcome(int code, String out, String err) {
    void assertSilentSuccess() {
      assertEquals(new Outcome(0, "", ""), this);
    }

    void assertOneError(int expectedCode, String part) {
      assertEquals(1, err.lines().count(), err);
      assertTrue(err.startsWith("ERROR: ") && err.contains(part), err);
      assertEquals("", out);
      assertEquals(expectedCode, code);
    }
  }

  private static Outcome run(String... arguments) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      System.setErr(new PrintStream(err, true, UTF_8));
      Interruption never = new Interruption(() -> fail("nobody asked for the end"));
      int code = CommandLineProgram.run(new ClientCommand(never, HeadStart.NONE).spec(), arguments);
      return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }

  private static Outcome runAt(InetSocketAddress server, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add("-s" + server.getAddress().getHostAddress());
    arguments.add("-p" + server.getPort());
    arguments.addAll(List.of(more));
    return run(arguments.toArray(new String[0]));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"0,auto", "1029,NIO", "200000,auto"})
  void storesThePageAndSaysNothing(int length, String transport) throws IOException {
    byte[] page = Pages.random(length);
    try (UnreliableServer server = new UnreliableServer(page, Link.PERFECT)) {
      runAt(server.address(), "-f", path("page"), "--transport", transport).assertSilentSuccess();
    }
    assertArrayEquals(page, Files.readAllBytes(directory.resolve("page")));
    assertEquals(1, files().size());
  }

  @Test
  void acceptsHostNamesAndLongOptions() throws IOException {
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.PERFECT)) {
      String port = Integer.toString(server.address().getPort());
      run("--server=localhost", "--port", port, "--file", path("page"), "--quiet")
          .assertSilentSuccess();
    }
    assertEquals(10, Files.size(directory.resolve("page")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]"})
  void acceptsIpv6AddressesWithAndWithoutBrackets(String host) throws IOException {
    InetAddress loopback = NetUtil.LOCALHOST6;
    assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "no IPv6 here");
    InetSocketAddress address = new InetSocketAddress(loopback, 0);
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.PERFECT, address)) {
      String port = Integer.toString(server.address().getPort());
      run("-s", host, "-p", port, "-f", path("page")).assertSilentSuccess();
    }
    assertEquals(10, Files.size(directory.resolve("page")));
  }

  @Test
  void logsThePacketsOfThePrintedExample() throws IOException {
    try (UnreliableServer server = new UnreliableServer(Pages.random(1029), Link.PERFECT)) {
      Outcome outcome =
          runAt(server.address(), "-f", path("page"), "-l", path("log"), "--isn", "12345");

      String warning = "WARNING: with --isn, strangers can guess the sequence numbers.";
      assertEquals(new Outcome(0, "", warning + System.lineSeparator()), outcome);
    }
    assertEquals(
        """
        SEND 12345 0 SYN
        RECV 100 12346 ACK SYN
        SEND 12346 101 ACK
        RECV 101 12347 ACK
        SEND 12347 613 ACK
        RECV 613 12348 ACK
        SEND 12348 1125 ACK
        RECV 1125 12349 FIN
        SEND 12349 1130 ACK FIN
        """,
        Files.readString(directory.resolve("log")));
  }

  @ParameterizedTest
  @CsvSource({
    "--port, abc",
    "--port, -1",
    "--port, 0",
    "--port, 70000",
    "--retries, 65",
    "--retries, -1",
    "--min-rto, 5",
    "--min-rto, 4s",
    "--min-rto, 0ms",
    "--linger, 2m",
    "--transport, pigeon",
    "--isn, 4294967296",
    "--nonsense, x",
  })
  void refusesAWrongOptionInOneLine(String option, String value) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-s", "localhost", "-f", path("page"), option + "=" + value));
    if (!option.equals("--port")) {
      arguments.add("--port=9");
    }
    run(arguments.toArray(new String[0])).assertOneError(2, option);
    assertEquals(List.of(), files());
  }

  @Test
  void namesTheRequiredOptionsThatAreMissing() {
    run().assertOneError(2, "Missing required options '--server', '--port', '--file'");
    run("-s", "localhost", "-f", path("page")).assertOneError(2, "option '--port'");
    run("-s", "localhost", "-p", "9").assertOneError(2, "option '--file'");
  }

  @Test
  void refusesToMixThePageAndTheLog() {
    run("-s", "localhost", "-p", "9", "-f", "-", "-l", "-").assertOneError(2, "standard output");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-host.invalid", " ", "[]", "1.2.3.4.5"})
  void refusesAnUnknownHost(String host) throws IOException {
    run("-s", host, "-p", "9", "-f", path("page"), "-l", path("log"))
        .assertOneError(1, "unknown host '" + host + "'");
    assertEquals(List.of(), files());
  }

  @Test
  void refusesAnOutputThatCannotBeWrittenBeforeAskingTheServer() throws IOException {
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.PERFECT)) {
      runAt(server.address(), "-f", directory.toString()).assertOneError(1, "it is a directory");
      runAt(server.address(), "-f", path("missing/page"))
          .assertOneError(1, "its directory does not exist");
      assertEquals(0, server.datagrams());
    }
    assertEquals(List.of(), files());
  }

  @ParameterizedTest
  @CsvSource({
    "missing/page, --retries=0, 1",
    "page, --min-rto=9s, 2",
    "page, --linger=2m, 2",
    "log, --retries=0, 2",
    "link, --retries=0, 2",
  })
  void leavesTheLogAloneWhenNothingIsFetched(String page, String option, int code)
      throws IOException {
    Path log = Files.writeString(directory.resolve("log"), "old");
    Files.createSymbolicLink(directory.resolve("link"), log);
    try (UnreliableServer server = new UnreliableServer(Pages.random(10), Link.PERFECT)) {
      runAt(server.address(), "-f", path(page), "-l", path("log"), option).assertOneError(code, "");
      assertEquals(0, server.datagrams());
    }
    assertEquals("old", Files.readString(log));
    assertEquals(2, files().size());
  }

  @Test
  void refusesANewFileForBothThePageAndTheLog() throws IOException {
    run("-s", "localhost", "-p", "9", "-f", path("same"), "-l", path("./same"))
        .assertOneError(2, "cannot both go to the same file");
    assertEquals(List.of(), files());
  }

  @Test
  void refusesALogThatCannotBeWritten() throws IOException {
    run("-s", "localhost", "-p", "9", "-f", path("page"), "-l", path("missing/log"))
        .assertOneError(1, "cannot write the packet log");
    assertEquals(List.of(), files());
  }

  @Test
  void reportsADeviceThatIsFull() {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    try (UnreliableServer server = new UnreliableServer(Pages.random(100), Link.PERFECT)) {
      runAt(server.address(), "-f", "/dev/full")
          .assertOneError(1, "cannot write /dev/full: No space left on device");
      runAt(server.address(), "-f", path("page"), "-l", "/dev/full")
          .assertOneError(1, "the packet log is not complete: ");
    }
  }

  @Test
  void writesIntoADeviceInsteadOfReplacingIt() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    try (UnreliableServer server = new UnreliableServer(Pages.random(100), Link.PERFECT)) {
      runAt(server.address(), "-f", "/dev/null").assertSilentSuccess();
    }
    assertFalse(Files.isRegularFile(device));
  }

  @Test
  void leavesTheFileAloneWhenTheServerIsSilent() throws IOException {
    Path page = Files.writeString(directory.resolve("page"), "old");
    try (DatagramSocket silent =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      runAt((InetSocketAddress) silent.getLocalSocketAddress(), "-f", path("page"), "--retries=0")
          .assertOneError(1, "is the server running there, and is UDP let through?");
    }
    assertEquals("old", Files.readString(page));
    assertEquals(List.of(page), files());
  }

  @Test
  void explainsItself() {
    Outcome help = run("--help");
    assertEquals(0, help.code());
    assertTrue(help.out().startsWith("Usage: anonclient -s HOST -p PORT -f FILE"), help.out());
    Outcome version = run("--version");
    assertEquals(0, version.code());
    assertTrue(version.out().startsWith("anonclient "), version.out());
  }
}

package org.anonproxy.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.anonproxy.capture.CaptureObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

class CaptureOptionsTest {
  @TempDir private Path directory = Path.of("");

  private final StringWriter err = new StringWriter();
  private final Program program = new Program();

  /** Captures what passes no socket, at the beginning and the end of a program. */
  @Command(name = "program")
  static final class Program implements Callable<Integer>, CaptureObserver {
    private final CaptureOptions capture = new CaptureOptions();
    @Mixin final CommandSpec captureMixin = capture.mixin();
    private final PacketLogOption log = new PacketLogOption();
    @Mixin final CommandSpec logMixin = log.mixin();

    @Option(names = "-f")
    private @Nullable Path page;

    private @Nullable InetSocketAddress server;
    private List<Path> removed = List.of();
    private @Nullable ChannelHandler tap;

    @Override
    public Integer call() throws IOException {
      capture.requireOwnFile(log, page);
      capture.claim();
      for (Path each : removed) {
        Files.delete(each);
      }
      try (capture) {
        tap =
            server == null
                ? capture.beginAt(new InetSocketAddress(9000), this)
                : capture.beginTowards(server, this);
      }
      return (int) capture.lostDatagrams();
    }

    @Override
    public void paused(IOException cause) {}

    @Override
    public void resumed(long lostDatagrams) {}
  }

  private int run(String... arguments) {
    CommandLine commandLine =
        new CommandLine(program)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setErr(new PrintWriter(err, true));
    return CommandLineProgram.run(commandLine, Map.of(), arguments);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private String capturedIn(String name) throws IOException {
    return new String(Files.readAllBytes(directory.resolve(name)), ISO_8859_1);
  }

  @Test
  void capturesNothingUnlessAskedTo() throws IOException {
    assertEquals(0, run());
    assertNull(program.tap);
    try (var files = Files.list(directory)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void saysInTheFileWhatTheServerIs() throws IOException {
    assertEquals(
        0, run("--capture", path("a"), "--capture-size", "128KiB", "--capture-files", "1"));
    assertNotNull(program.tap);
    String capture = capturedIn("a");
    assertTrue(capture.contains("program "), capture);
    assertTrue(capture.contains("\0udp port 9000\0"), capture);
  }

  @Test
  void leavesTheInterfaceOutOfTheFilterForAServer() throws IOException {
    byte[] address = InetAddress.getByName("fe80::1").getAddress();
    program.server = new InetSocketAddress(Inet6Address.getByAddress("server", address, 1), 9000);
    assertEquals(0, run("--capture", path("a")));
    String capture = capturedIn("a");
    assertTrue(capture.contains("\0udp port 9000 and host fe80:0:0:0:0:0:0:1\0"), capture);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "--capture-size=127K,\"a capture file must have at least 131072 bytes, not 130048\"",
        "--capture-files=10001,\"a capture has 1 to 10000 files, not 10001\"",
        "--capture-size=64,\"Invalid value for option '--capture-size': '64' is not a size"
            + " (a number and a unit: 128K, 64M, 2G)\"",
      })
  void saysWhichBoundIsWrong(String option, String problem) {
    assertEquals(CommandLineProgram.USAGE, run("--capture=" + path("a"), option));
    assertEquals("ERROR: " + problem + ". Try 'program --help'.\n", err.toString());
    assertFalse(Files.exists(directory.resolve("a")));
  }

  @ParameterizedTest
  @CsvSource({"--capture-files=0", "--capture-files=x", "--capture-size=-1M", "--capture"})
  void refusesOtherNonsense(String option) {
    assertEquals(CommandLineProgram.USAGE, run(option));
    assertTrue(err.toString().matches("ERROR: [^\n]* Try 'program --help'\\.\n"), err.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "-l, The capture and the packet log cannot both go to the same file",
    "-f, The capture and the page cannot both be the same file",
  })
  void refusesAFileThatSomethingElseIsWrittenTo(String option, String problem) {
    assertEquals(CommandLineProgram.USAGE, run("--capture=" + path("a"), option + path("./a")));
    assertEquals("ERROR: " + problem + ". Try 'program --help'.\n", err.toString());
    assertFalse(Files.exists(directory.resolve("a")));
  }

  @Test
  void takesAFileOfItsOwn() {
    assertEquals(
        0, run("--capture=" + path("a"), "-l" + path("b"), "-f" + path("c")), err.toString());
  }

  @Test
  void saysWhyTheFileCannotBeWritten() {
    String file = path("no/a.pcapng");
    assertEquals(CommandLineProgram.FAILURE, run("--capture=" + file));
    assertEquals(
        "ERROR: cannot write the capture "
            + file
            + ": its directory does not exist; create it first\n",
        err.toString());
  }

  @Test
  void saysThatTheFileCannotBeWrittenAfterAll() throws IOException {
    Path inner = Files.createDirectory(directory.resolve("inner"));
    Path file = inner.resolve("a.pcapng");
    program.removed = List.of(file, inner);
    assertEquals(CommandLineProgram.FAILURE, run("--capture=" + file));
    assertEquals(
        "ERROR: cannot write the capture "
            + file
            + ": its directory does not exist; create it first\n",
        err.toString());
  }

  @Test
  void leavesEverythingAsItWasWhenGivenUpBeforeItBegins() throws IOException {
    Path file = Files.createDirectory(directory.resolve("inner")).resolve("a");
    assertEquals(0, run("--capture=" + file));
    byte[] earlier = Files.readAllBytes(file);
    new CommandLine(program)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("--capture=" + file);
    program.capture.claim();
    program.capture.giveUp();
    assertArrayEquals(earlier, Files.readAllBytes(file));
    program.capture.claim();
    assertArrayEquals(earlier, Files.readAllBytes(file));
    try (var files = Files.list(file.getParent())) {
      assertEquals(1, files.count());
    }
  }
}

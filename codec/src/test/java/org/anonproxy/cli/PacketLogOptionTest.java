package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.wire.Flags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

class PacketLogOptionTest {
  @TempDir private @Nullable Path directory;

  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  @Test
  void logsNothingWithoutTheOption() {
    try (PacketLogOption option = parse()) {
      assertSame(PacketLog.NONE, option.open(failure::set));
      assertFalse(option.isStandardOutput());
    }
  }

  @Test
  void emptiesTheFileAndHasEveryLineInItOnceClosed() throws IOException {
    Path file = file("packets.log");
    Files.writeString(file, "old\n");
    try (PacketLogOption option = parse("-l", file.toString())) {
      PacketLog log = option.open(failure::set);
      log.sent(100, 12346, Flags.SYN_ACK);
      assertFalse(option.isStandardOutput());
    }
    assertEquals("SEND 100 12346 ACK SYN\n", Files.readString(file));
    assertNull(failure.get());
  }

  @Test
  void tellsThatStandardOutputIsTheLogs() {
    try (PacketLogOption option = parse("--log=-")) {
      assertTrue(option.isStandardOutput());
    }
  }

  @Test
  void knowsItsFileByEveryName() throws IOException {
    Path log = file("packets.log");
    Path link = Files.createSymbolicLink(file("link"), log);
    try (PacketLogOption option = parse("-l", log.toString());
        PacketLogOption none = parse();
        PacketLogOption standardOutput = parse("-l-")) {
      assertTrue(option.isSameFile(file("x").resolveSibling("./packets.log")));
      assertFalse(option.isSameFile(file("page")));

      Files.createFile(log);

      assertTrue(option.isSameFile(link));
      assertFalse(none.isSameFile(log));
      assertFalse(standardOutput.isSameFile(Path.of("-")));
    }
  }

  @Test
  void refusesAFileThatCannotBeWritten() {
    String inNoDirectory = file("missing").resolve("packets.log").toString();
    try (PacketLogOption option = parse("-l", inNoDirectory)) {
      UserException e = assertThrows(UserException.class, () -> option.open(failure::set));
      assertTrue(String.valueOf(e.getMessage()).contains(inNoDirectory), e.getMessage());
    }
  }

  private Path file(String name) {
    Path parent = directory;
    if (parent == null) {
      throw new IllegalStateException("JUnit made no directory");
    }
    return parent.resolve(name);
  }

  private static PacketLogOption parse(String... arguments) {
    Program program = new Program();
    new CommandLine(program).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return program.log;
  }

  @Command
  static final class Program {
    private final PacketLogOption log = new PacketLogOption();
    @Mixin final CommandSpec logMixin = log.mixin();
  }
}

package org.anonproxy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.packetlog.Overflow;
import org.anonproxy.packetlog.PacketLogFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Is the options {@code -l} and {@code --log-overflow} of both programs, and the log that they
 * open: a mixin for a command, closed after everything that logs.
 */
public final class PacketLogOption implements AutoCloseable {
  @Option(
      names = {"-l", "--log"},
      paramLabel = "FILE",
      order = 2,
      description = "Log every packet to this file; '-' is standard output.")
  private @Nullable Path file;

  @Option(
      names = "--log-overflow",
      order = 19,
      paramLabel = "block|drop",
      defaultValue = "block",
      description =
          "When packets come faster than they can be logged: wait, or leave lines out and say how"
              + " many (default: ${DEFAULT-VALUE}).")
  private Overflow overflow = Overflow.BLOCK;

  private volatile @Nullable PacketLogFile log;

  /** Made by picocli. */
  public PacketLogOption() {}

  /**
   * Opens the log, emptying the file; without the option, logging costs nothing.
   *
   * @param onFailure is told once, on the log's thread, when a line cannot be written
   * @throws UserException if the file cannot be written
   */
  public PacketLog open(Consumer<IOException> onFailure) {
    if (file == null) {
      return PacketLog.NONE;
    }
    try {
      PacketLogFile opened = PacketLogFile.open(file, overflow, onFailure);
      log = opened;
      return opened;
    } catch (IOException cannotOpen) {
      throw new UserException(String.valueOf(cannotOpen.getMessage()), cannotOpen);
    }
  }

  /** Tells whether standard output belongs to the log alone. */
  public boolean isStandardOutput() {
    return PacketLogFile.STANDARD_OUTPUT.equals(file);
  }

  /** Tells whether the log would be written to {@code other}. */
  public boolean isSameFile(Path other) {
    return file != null && !isStandardOutput() && FileNames.areSame(file, other);
  }

  /** Returns how many lines wait to be written. */
  public long pendingLines() {
    return log == null ? 0 : log.pendingLines();
  }

  /** Returns how many lines were left out so far. */
  public long droppedLines() {
    return log == null ? 0 : log.droppedLines();
  }

  /**
   * Lets a log that nobody reads hold up the end of the program no longer than two seconds; to be
   * called before that is closed which logs.
   */
  public void prepareToClose() {
    if (log != null) {
      log.prepareToClose();
    }
  }

  /** Writes every line logged before, unless what it is written to takes nothing. */
  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}

package org.anonproxy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.anonproxy.logfile.Rotation;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.packetlog.Overflow;
import org.anonproxy.packetlog.PacketLogFile;
import org.anonproxy.packetlog.PacketLogObserver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Is the options of the packet log of both programs, and the log that they open, closed after
 * everything that logs.
 */
public final class PacketLogOption implements AutoCloseable {
  private final OptionSpec file =
      OptionSpec.builder("-l", "--log")
          .type(Path.class)
          .order(30)
          .paramLabel("FILE")
          .description("Log every packet to this file; '-' is standard output.")
          .build();

  private final OptionSpec overflow =
      OptionSpec.builder("--log-overflow")
          .type(Overflow.class)
          .order(31)
          .paramLabel("block|drop")
          .defaultValue("block")
          .completionCandidates(List.of("block", "drop"))
          .description(
              "When packets come faster than they can be logged: wait, or leave lines out and say"
                  + " how many (default: ${DEFAULT-VALUE}).")
          .build();

  private final RotationOptions rotation = new RotationOptions();

  private volatile @Nullable PacketLogFile log;

  /** Makes the options for one command. */
  public PacketLogOption() {}

  /** Returns the options for the command that has them. */
  public CommandSpec mixin() {
    return OptionMixin.of("Logs", file, overflow).addMixin("rotation", rotation.mixin());
  }

  private @Nullable Path file() {
    return file.getValue();
  }

  /**
   * Opens the log, emptying the file, or rotating it if it is to be rotated; without the option,
   * logging costs nothing.
   *
   * @throws UserException if the file cannot be written
   */
  public PacketLog open(PacketLogObserver observer) {
    Path path = file();
    if (path == null) {
      return PacketLog.NONE;
    }
    try {
      PacketLogFile opened = PacketLogFile.open(path, overflow.getValue(), rotation(), observer);
      log = opened;
      return opened;
    } catch (IOException cannotOpen) {
      throw new UserException(String.valueOf(cannotOpen.getMessage()), cannotOpen);
    }
  }

  /**
   * Makes sure that the log can be opened, before anything is done that could not be undone; leaves
   * everything as it is.
   *
   * @throws UserException if the file cannot be written
   */
  public void requireWritable() {
    Path path = file();
    try {
      if (path != null) {
        PacketLogFile.requireWritable(path);
      }
    } catch (IOException cannotWrite) {
      throw new UserException(String.valueOf(cannotWrite.getMessage()), cannotWrite);
    }
  }

  /** Returns when and how log files are rotated, this one and others. */
  public Rotation rotation() {
    return rotation.rotation();
  }

  /** Makes sure that the next line goes to a file of the right name, after others moved it away. */
  public void reopen() {
    if (log != null) {
      log.reopen();
    }
  }

  /** Tells whether standard output belongs to the log alone. */
  public boolean isStandardOutput() {
    return PacketLogFile.STANDARD_OUTPUT.equals(file());
  }

  /** Tells whether the log would be written to {@code other}. */
  public boolean isSameFile(Path other) {
    Path path = file();
    return path != null && !isStandardOutput() && FileNames.areSame(path, other);
  }

  /** Returns how many lines wait to be written. */
  public long pendingLines() {
    return log == null ? 0 : log.pendingLines();
  }

  /** Returns how many lines were left out so far because the queue was full, or after the end. */
  public long refusedLines() {
    return log == null ? 0 : log.refusedLines();
  }

  /** Returns how many lines were left out so far, those of pauses included. */
  public long droppedLines() {
    return log == null ? 0 : log.droppedLines();
  }

  /** Returns how many packets had to wait so far until the log's queue had room. */
  public long waits() {
    return log == null ? 0 : log.waits();
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

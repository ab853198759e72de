package org.anonproxy.cli;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.anonproxy.logfile.FailureReason;
import org.anonproxy.logfile.LogFile;
import org.anonproxy.logfile.Rotation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Is the options that say what the console log shows, how and where: a mixin for a command. */
@Command(optionListHeading = "Logs:%n")
public final class ConsoleLogOptions {

  @Option(
      names = {"-v", "--verbose"},
      order = 35,
      description = "Log every session that opens or closes, too.")
  private boolean verbose;

  @Option(
      names = "--log-format",
      order = 36,
      paramLabel = "text|json",
      defaultValue = "text",
      completionCandidates = FormatNames.class,
      description =
          "What the events on standard error look like: lines for people, or an object of JSON per"
              + " line (default: ${DEFAULT-VALUE}).")
  private EventFormat format = EventFormat.TEXT;

  @Option(
      names = "--log-file",
      order = 37,
      paramLabel = "FILE",
      description = "Append the events to this file instead.")
  private @Nullable Path file;

  private @Nullable LogFile opened;

  /** Made by picocli. */
  public ConsoleLogOptions() {}

  /** Returns the file that events go to, if they do not go to standard error. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Has the console log go on as the options say.
   *
   * @throws UserException if its file cannot be written
   */
  public void apply(Rotation rotation) {
    Path path = file;
    if (path == null) {
      if (verbose || format != EventFormat.TEXT) {
        changeTo(ConsoleLog.standardError(), Path.of("standard error"), ConsoleLog.lineOf(format));
      }
      return;
    }
    try {
      LogFile log = LogFile.continuing(path, rotation, e -> warn("cannot rotate ", path, e));
      opened = log;
      changeTo(log, path, format);
    } catch (IOException e) {
      throw new UserException(
          "cannot write the log file " + path + ": " + FailureReason.of(path, e), e);
    }
  }

  /**
   * Makes sure that the next event goes to a file of the right name, after others moved it away.
   */
  public void reopen() {
    if (opened != null) {
      opened.reopen();
    }
  }

  private void changeTo(WritableByteChannel channel, Path name, EventLine line) {
    ConsoleLog.change(
        new EventAppender("console", channel, line, e -> warn("cannot write ", name, e)), verbose);
  }

  /** Says on standard error what the log itself cannot tell. */
  private static void warn(String trouble, Path file, IOException cause) {
    String text = trouble + file + ": " + FailureReason.of(file, cause);
    System.err.println(Journal.prefix(Journal.WARNING) + "WARNING: " + ForeignText.encode(text));
  }

  /** Names the formats as users write them. */
  static final class FormatNames implements Iterable<String> {

    /** Made by picocli. */
    FormatNames() {}

    @Override
    public Iterator<String> iterator() {
      return List.of("text", "json").iterator();
    }
  }
}

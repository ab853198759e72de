package org.anonproxy.client.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Executor;
import org.anonproxy.cli.UserException;
import org.anonproxy.client.PageSink;
import org.anonproxy.client.file.FileSink;
import org.anonproxy.client.file.StreamSink;

/** Is where the page goes: a file, a device or pipe, or standard output. */
record Output(Path path) {
  private static final Set<Path> STANDARD_OUTPUT =
      Set.of(
          Path.of("-"), Path.of("/dev/stdout"), Path.of("/dev/fd/1"), Path.of("/proc/self/fd/1"));

  /** Tells whether the page itself goes to standard output. */
  boolean isStandardOutput() {
    return STANDARD_OUTPUT.contains(path);
  }

  /**
   * Opens the destination.
   *
   * @param executor is where it is written
   * @throws UserException if it cannot be written
   */
  PageSink open(Executor executor) {
    if (isStandardOutput()) {
      return new StreamSink(
          "standard output", new FileOutputStream(FileDescriptor.out).getChannel(), executor);
    }
    try {
      return isReplaceable() ? FileSink.open(path, executor) : openStream(executor);
    } catch (IOException e) {
      throw new UserException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Tells whether a new file takes the place of the old one; devices and pipes stay what they are,
   * since a file in their place would be a surprise to everybody.
   */
  boolean isReplaceable() {
    return !isStandardOutput() && isNoDevice();
  }

  private boolean isNoDevice() {
    return !Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path);
  }

  /** Opens for reading too, since opening a pipe without a reader would wait for one. */
  private PageSink openStream(Executor executor) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new StreamSink(path.toString(), channel, executor);
  }
}

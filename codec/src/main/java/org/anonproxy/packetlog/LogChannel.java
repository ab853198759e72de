package org.anonproxy.packetlog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.anonproxy.logfile.FailureReason;
import org.anonproxy.logfile.LogFile;
import org.anonproxy.logfile.Rotation;

/** Opens what a packet log is written to. */
final class LogChannel {

  private LogChannel() {}

  static WritableByteChannel open(Path file, Rotation rotation, PacketLogObserver observer)
      throws IOException {
    if (file.equals(PacketLogFile.STANDARD_OUTPUT)) {
      return new StandardOutput();
    }
    try {
      return LogFile.anew(
          file,
          rotation,
          cause ->
              observer.inTrouble(
                  new IOException(
                      "cannot rotate " + file + ": " + FailureReason.of(file, cause), cause)));
    } catch (IOException e) {
      throw refusal(file, e);
    }
  }

  /** Tries a file that is there, and makes one that is not, for a moment; a pipe has to wait. */
  static void requireWritable(Path file) throws IOException {
    try {
      if (Files.isRegularFile(file) || Files.isDirectory(file)) {
        FileChannel.open(file, StandardOpenOption.WRITE).close();
      } else if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)
          && !file.equals(PacketLogFile.STANDARD_OUTPUT)) {
        Files.createFile(file);
        Files.delete(file);
      }
    } catch (IOException e) {
      throw refusal(file, e);
    }
  }

  private static IOException refusal(Path file, IOException cause) {
    return new IOException(
        "cannot write the packet log " + file + ": " + FailureReason.of(file, cause), cause);
  }

  /** Writes to standard output, which stays open for the rest of the program. */
  private static final class StandardOutput implements WritableByteChannel {

    private final FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();
    private volatile boolean open = true;

    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}

package org.anonproxy.capture;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.anonproxy.logfile.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * Owns the file that is written, locked against other captures, and sets full ones aside.
 *
 * <p>Thread: one at a time.
 */
final class CaptureFiles {
  private static final int PCAPNG_MAGIC = 0x0A0D_0D0A;

  private final Path file;
  private final OlderCaptures older;
  private @Nullable FileChannel channel;
  private boolean unused;
  private long sizeBytes;

  private CaptureFiles(Path file, int files, boolean unused) {
    this.file = file;
    this.older = new OlderCaptures(file, files - 1);
    this.unused = unused;
  }

  /**
   * Takes {@code file}, leaving what is in it untouched until {@link #next}.
   *
   * @throws IOException with a message for the user: it cannot be written, is something else than a
   *     capture, or belongs to another capture that runs
   */
  static CaptureFiles claim(Path file, int files) throws IOException {
    try {
      CaptureFiles claimed = new CaptureFiles(file, files, !Files.exists(file));
      claimed.open();
      return claimed;
    } catch (IOException e) {
      throw new IOException(
          "cannot write the capture " + file + ": " + FailureReason.of(file, e), e);
    }
  }

  private void open() throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is no ordinary file; name a file");
    }
    FileChannel opened =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      requireLock(opened);
      requireCapture(opened);
      channel = opened;
    } finally {
      if (channel != opened) {
        opened.close();
      }
    }
  }

  /** The lock ends with the channel. */
  private static void requireLock(FileChannel opened) throws IOException {
    try {
      if (opened.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException ours) {
      throw new IOException("another capture of this program writes it; name another file", ours);
    }
    throw new IOException("another program writes it; name another file");
  }

  private static void requireCapture(FileChannel opened) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(Integer.BYTES);
    int read = opened.read(start, 0);
    if (read > 0 && (read < Integer.BYTES || start.getInt(0) != PCAPNG_MAGIC)) {
      throw new IOException("it is something else than a capture; name another file");
    }
  }

  /**
   * Sets aside what the file holds and begins it anew.
   *
   * @throws IOException with a reason for the user
   */
  void next() throws IOException {
    close();
    try {
      older.add();
      unused = false;
      open();
    } catch (FileSystemException e) {
      throw new IOException(FailureReason.of(file, e), e);
    }
    if (channel != null) {
      channel.truncate(0);
    }
    sizeBytes = 0;
  }

  /** Returns how much of the file is written: whole blocks. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Writes all of {@code blocks}, or, when that fails, nothing. */
  void write(ByteBuf blocks) throws IOException {
    FileChannel open = channel;
    if (open == null) {
      throw new IOException("no capture file is open");
    }
    long end = sizeBytes;
    try {
      while (blocks.isReadable()) {
        end += blocks.readBytes(open, end, blocks.readableBytes());
      }
      sizeBytes = end;
    } catch (IOException failure) {
      // Otherwise half a block stands at the end until something is written over it.
      try {
        open.truncate(sizeBytes);
      } catch (IOException cannotTruncate) {
        failure.addSuppressed(cannotTruncate);
      }
      throw failure;
    }
  }

  /** Closes the file; one that was created for nothing is removed. */
  void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      if (unused) {
        Files.deleteIfExists(file);
      }
      open.close();
    }
  }
}

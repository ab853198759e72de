package org.anonproxy.logfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Takes as many bytes as a test says, the last of them in the middle of a write, then none. */
public final class NarrowDisk implements Disk {
  private final AtomicLong roomBytes = new AtomicLong();
  private volatile long usableBytes;
  private volatile boolean stubborn;

  /** Opens a log file on this disk. */
  public LogFile open(
      Path file, Rotation rotation, Consumer<IOException> onTrouble, LongSupplier nanoTime)
      throws IOException {
    return LogFile.continuing(file, rotation, onTrouble, this, nanoTime);
  }

  /** Has room for so much from now on, and says so. */
  public void free(long bytes) {
    pretend(bytes, bytes);
  }

  /** Says that there is more room, or less, than there is. */
  public void pretend(long usable, long room) {
    usableBytes = usable;
    roomBytes.set(room);
  }

  /** Refuses to truncate files, or no longer. */
  void stubborn(boolean refuses) {
    stubborn = refuses;
  }

  @Override
  public long usableBytes(Path file) {
    return usableBytes;
  }

  @Override
  public SeekableByteChannel open(Path file) throws IOException {
    return new NarrowChannel(Disk.REAL.open(file));
  }

  private final class NarrowChannel implements SeekableByteChannel {
    private final SeekableByteChannel file;

    NarrowChannel(SeekableByteChannel file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (roomBytes.get() == 0) {
        throw new IOException("No space left on device");
      }
      int limit = source.limit();
      source.limit((int) Math.min(limit, source.position() + roomBytes.get()));
      try {
        int bytes = file.write(source);
        roomBytes.addAndGet(-bytes);
        return bytes;
      } finally {
        source.limit(limit);
      }
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      if (stubborn) {
        throw new IOException("No space left on device");
      }
      file.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
      return file.read(destination);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}

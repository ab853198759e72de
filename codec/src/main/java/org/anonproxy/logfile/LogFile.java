package org.anonproxy.logfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole lines to a file that is rotated, by itself or by others.
 *
 * <p>The caller begins each write at the beginning of a line, or goes on where the last write
 * stopped; between two lines, and only there, the file is changed: when it is full, and when it was
 * moved away or deleted (as logrotate does by default), which is looked for once a second and after
 * {@link #reopen()}. Everything is appended, so that the file may also be copied and emptied
 * (logrotate's {@code copytruncate}). A rotation that fails loses nothing: writing goes on in the
 * file that is open, and it is tried again a second later. A write that fails leaves whole lines in
 * the file: part of a number would look like another number.
 *
 * <p>What is no regular file (a pipe, a device, whatever {@code /dev/stdout} is) is written as it
 * is. Belongs to the thread that writes; only {@link #reopen()} may be called by others.
 */
public final class LogFile implements WritableByteChannel {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ROTATION_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** With less than this, a disk that is freed drop by drop would make a file of each drop. */
  private static final long ROOM_BYTES = 64 << 10;

  private final Path file;
  private final Rotation rotation;
  private final Consumer<IOException> onTrouble;
  private final Disk disk;
  private final LongSupplier nanoTime;
  private SeekableByteChannel channel;
  private @Nullable Object key;
  private boolean regular;
  private int unfinishedBytes;
  private boolean inTrouble;
  private long nextLookNanos;
  private long nextRotationNanos;
  private volatile boolean reopening;

  private LogFile(
      Path file,
      Rotation rotation,
      Consumer<IOException> onTrouble,
      Disk disk,
      LongSupplier nanoTime)
      throws IOException {
    this.file = file;
    this.rotation = rotation;
    this.onTrouble = onTrouble;
    this.disk = disk;
    this.nanoTime = nanoTime;
    nextRotationNanos = nanoTime.getAsLong();
    channel = disk.open(file);
    identify();
  }

  /**
   * Opens a file that goes on where it ends.
   *
   * @param onTrouble is told on the writing thread why a rotation failed, once until one succeeds
   */
  public static LogFile continuing(Path file, Rotation rotation, Consumer<IOException> onTrouble)
      throws IOException {
    return continuing(file, rotation, onTrouble, Disk.REAL, System::nanoTime);
  }

  static LogFile continuing(
      Path file,
      Rotation rotation,
      Consumer<IOException> onTrouble,
      Disk disk,
      LongSupplier nanoTime)
      throws IOException {
    return new LogFile(file, rotation, onTrouble, disk, nanoTime);
  }

  /** Opens a file that begins anew: what was there is rotated away, or without rotation deleted. */
  public static LogFile anew(Path file, Rotation rotation, Consumer<IOException> onTrouble)
      throws IOException {
    LogFile log = continuing(file, rotation, onTrouble);
    if (log.regular && log.channel.size() > 0) {
      if (rotation.isOff()) {
        log.channel.truncate(0);
      } else {
        log.rotate();
      }
    }
    return log;
  }

  /** Makes sure that the next line goes to a file of the right name; for any thread. */
  public void reopen() {
    reopening = true;
  }

  /** Tells whether the log can go on after a write that failed: see {@link #goOn}. */
  public boolean canGoOn() {
    return regular;
  }

  /**
   * Goes on after a write that failed, in a new file, so that the lines missing are missing between
   * two files. What the file holds becomes {@code file.1}; without rotation no older file is
   * deleted for that.
   *
   * @throws IOException if there is no room yet, or no file can be begun
   */
  public void goOn() throws IOException {
    followName();
    if (disk.usableBytes(file) < ROOM_BYTES) {
      throw new IOException("less than " + ROOM_BYTES + " bytes are free");
    }
    cutUnfinishedLine();
    if (channel.size() > 0) {
      setAside();
    }
  }

  /**
   * Writes lines: all of them to a regular file, unless that fails.
   *
   * @throws IOException when it fails; {@code lines} is then at the first line that is not in the
   *     file, or within a line that could not be taken back
   */
  @Override
  public int write(ByteBuffer lines) throws IOException {
    if (regular && unfinishedBytes == 0) {
      lookForTheFile();
      if (!rotation.isOff() && isFull(lines.remaining())) {
        rotate();
      }
    }
    int begin = lines.position();
    try {
      do {
        countUnfinished(lines, channel.write(lines));
      } while (regular && lines.hasRemaining());
    } catch (IOException e) {
      takeBack(lines, begin, e);
      throw e;
    }
    return lines.position() - begin;
  }

  private void countUnfinished(ByteBuffer lines, int bytes) {
    int end = lines.position();
    int line = end;
    while (line > end - bytes && lines.get(line - 1) != '\n') {
      line--;
    }
    boolean ended = line > end - bytes;
    unfinishedBytes = ended ? end - line : unfinishedBytes + bytes;
  }

  private void takeBack(ByteBuffer lines, int begin, IOException failure) {
    if (!regular) {
      return;
    }
    int bytes = unfinishedBytes;
    try {
      cutUnfinishedLine();
      lines.position(Math.max(begin, lines.position() - bytes));
    } catch (IOException cannotTruncate) {
      failure.addSuppressed(cannotTruncate);
    }
  }

  private void cutUnfinishedLine() throws IOException {
    if (unfinishedBytes > 0) {
      channel.truncate(Math.max(0, channel.size() - unfinishedBytes));
      unfinishedBytes = 0;
    }
  }

  private boolean isFull(int moreBytes) throws IOException {
    long sizeBytes = channel.size();
    return sizeBytes > 0 && sizeBytes + moreBytes > rotation.maxBytes();
  }

  private void rotate() {
    if (nanoTime.getAsLong() - nextRotationNanos < 0) {
      return;
    }
    try {
      setAside();
    } catch (IOException e) {
      nextRotationNanos = nanoTime.getAsLong() + ROTATION_RETRY_NANOS;
      report(e);
    }
  }

  private void setAside() throws IOException {
    // Otherwise it is aside already: others moved it, or a try that could not open the next one.
    if (Objects.equals(key, keyOf(file))) {
      freeFirstAge();
      move(file, aged(1));
    }
    replaceChannel();
  }

  /** Moves no more files than it takes, so that to try again what failed half-way costs none. */
  private void freeFirstAge() throws IOException {
    int last = 1;
    while (last < rotation.keptFiles() && Files.exists(aged(last))) {
      last++;
    }
    for (int age = last - 1; age >= 1; age--) {
      move(aged(age), aged(age + 1));
    }
  }

  private Path aged(int age) {
    return file.resolveSibling(file.getFileName() + "." + age);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Opens the file anew if it is no longer there, or another one is. */
  private void lookForTheFile() {
    long nowNanos = nanoTime.getAsLong();
    if (!reopening && nowNanos - nextLookNanos < 0) {
      return;
    }
    reopening = false;
    nextLookNanos = nowNanos + LOOK_NANOS;
    try {
      followName();
    } catch (IOException e) {
      report(e);
    }
  }

  private void followName() throws IOException {
    if (!Objects.equals(key, keyOf(file))) {
      replaceChannel();
    }
  }

  private static @Nullable Object keyOf(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException moved) {
      return null;
    }
  }

  private void replaceChannel() throws IOException {
    SeekableByteChannel replacement = disk.open(file);
    SeekableByteChannel old = channel;
    channel = replacement;
    unfinishedBytes = 0;
    identify();
    inTrouble = false;
    old.close();
  }

  private void identify() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    key = attributes.fileKey();
    regular = attributes.isRegularFile() && !isDescriptor(file);
    nextLookNanos = nanoTime.getAsLong() + LOOK_NANOS;
  }

  /** Recognises links that lead through {@code /proc}: to rename them would be a mistake. */
  private static boolean isDescriptor(Path file) throws IOException {
    Path link = file.toAbsolutePath();
    while (Files.isSymbolicLink(link)) {
      Path directory = Objects.requireNonNull(link.getParent()).toRealPath();
      if (directory.startsWith("/proc")) {
        return true;
      }
      link = directory.resolve(Files.readSymbolicLink(link));
    }
    return false;
  }

  private void report(IOException trouble) {
    if (!inTrouble) {
      inTrouble = true;
      onTrouble.accept(trouble);
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

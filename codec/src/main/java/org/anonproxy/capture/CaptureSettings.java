package org.anonproxy.capture;

/**
 * Bounds a capture on disk and in memory.
 *
 * @param fileBytes the size that no file exceeds; a full one is set aside and the next begun
 * @param files how many files there are at most, the one that is written included
 * @param queuedDatagrams how many datagrams may wait for the disk, rounded up to a power of two;
 *     the memory for them, {@code snapLengthBytes} each, is reserved as long as the capture lasts
 * @param snapLengthBytes how much of a datagram is kept; of a longer one the true length is noted
 */
public record CaptureSettings(long fileBytes, int files, int queuedDatagrams, int snapLengthBytes) {
  /** The least size of a file: room for the longest UDP datagram and what frames it. */
  public static final long MIN_FILE_BYTES = 128 << 10;

  /** The most files of one capture. */
  public static final int MAX_FILES = 10_000;

  /** Four files of 64 MiB; a queue of 16,384 datagrams, all of this project's packets whole. */
  public static final CaptureSettings STANDARD =
      new CaptureSettings(64 << 20, 4, 16 << 10, 2 << 10);

  /** Checks the bounds. */
  public CaptureSettings {
    if (fileBytes < MIN_FILE_BYTES) {
      throw new IllegalArgumentException(
          "a capture file must have at least " + MIN_FILE_BYTES + " bytes, not " + fileBytes);
    }
    if (files < 1 || files > MAX_FILES) {
      throw new IllegalArgumentException(
          "a capture has 1 to " + MAX_FILES + " files, not " + files);
    }
    if (queuedDatagrams < 1 || snapLengthBytes < 1 || snapLengthBytes > 0xFFFF) {
      throw new IllegalArgumentException(
          "a queue of " + queuedDatagrams + " datagrams of " + snapLengthBytes + " bytes");
    }
  }

  /** Returns these settings with other bounds on disk. */
  public CaptureSettings withFiles(long newFileBytes, int newFiles) {
    return new CaptureSettings(newFileBytes, newFiles, queuedDatagrams, snapLengthBytes);
  }

  /** Returns these settings with another queue. */
  public CaptureSettings withQueue(int newQueuedDatagrams) {
    return new CaptureSettings(fileBytes, files, newQueuedDatagrams, snapLengthBytes);
  }
}

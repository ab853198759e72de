package org.anonproxy.logfile;

/**
 * Says when a log file is full, and what becomes of it then: {@code file} becomes {@code file.1},
 * {@code file.1} becomes {@code file.2}, and so on.
 *
 * @param maxBytes the size that a file does not exceed, unless a single write does
 * @param keptFiles how many full files are kept; the oldest one is deleted
 */
public record Rotation(long maxBytes, int keptFiles) {

  /** One file that grows for ever; where it must begin anew all the same, nothing is deleted. */
  public static final Rotation NONE = new Rotation(Long.MAX_VALUE, Integer.MAX_VALUE);

  /** Checks the bounds. */
  public Rotation {
    if (maxBytes < 1 || keptFiles < 1) {
      throw new IllegalArgumentException(
          "maxBytes: " + maxBytes + ", keptFiles: " + keptFiles + " (expected: >= 1)");
    }
  }

  boolean isOff() {
    return maxBytes == Long.MAX_VALUE;
  }
}

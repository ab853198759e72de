package org.anonproxy.client.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in a user's words why a file cannot be written. */
final class WriteFailure {
  private WriteFailure() {}

  /** Makes the exception that tells of {@code target} what {@code reason} says. */
  static IOException of(String target, String reason) {
    return new IOException("cannot write " + target + ": " + reason);
  }

  /** Makes the exception that tells of {@code target} what {@code cause} means. */
  static IOException of(String target, IOException cause) {
    return new IOException("cannot write " + target + ": " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied; choose another place";
    }
    if (cause instanceof NoSuchFileException) {
      return "its directory does not exist; create it first";
    }
    if (cause instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}

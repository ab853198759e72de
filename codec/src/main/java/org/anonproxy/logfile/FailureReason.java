package org.anonproxy.logfile;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in the user's words why a log or a capture cannot be opened, written or rotated. */
public final class FailureReason {

  private FailureReason() {}

  /** Leaves out the file, which the user named, and Java's name of the failure. */
  public static String of(Path file, IOException cause) {
    if (Files.isDirectory(file)) {
      return "it is a directory; name a file in it";
    }
    if (cause instanceof NoSuchFileException) {
      Path directory = file.toAbsolutePath().getParent();
      // That of /proc does, and so does that of a link which leads nowhere.
      return directory != null && Files.exists(directory)
          ? "there cannot be such a file; choose another"
          : "its directory does not exist; create it first";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied; choose another file";
    }
    if (cause instanceof FileAlreadyExistsException other) {
      return other.getFile() + " is in the way";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return String.valueOf(cause.getMessage());
  }
}

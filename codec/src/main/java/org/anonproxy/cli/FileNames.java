package org.anonproxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares the names of files, which may not exist yet. */
public final class FileNames {
  private FileNames() {}

  /** Tells whether both names lead to one file, by whatever links. */
  public static boolean areSame(Path one, Path other) {
    try {
      if (Files.exists(one) && Files.exists(other)) {
        return Files.isSameFile(one, other);
      }
    } catch (IOException unreadable) {
      // The names have to do.
    }
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }
}

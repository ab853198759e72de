package org.anonproxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Is the journal of systemd as the reader of standard error: it has a time of its own for each line
 * and takes a number in front for how urgent the line is (sd-daemon(3)).
 */
final class Journal {
  static final String CRITICAL = "<2>";
  static final String ERROR = "<3>";
  static final String WARNING = "<4>";
  static final String INFO = "<6>";
  static final String DEBUG = "<7>";

  private static final String STREAM_VARIABLE = "JOURNAL_STREAM";
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Journal() {}

  /** Returns {@code urgency} if it is the journal that reads this process's standard error. */
  static String prefix(String urgency) {
    return readsStandardError() ? urgency : "";
  }

  /** Tells whether it is the journal that reads this process's standard error. */
  static boolean readsStandardError() {
    return reads(STANDARD_ERROR, System.getenv());
  }

  /**
   * Tells whether {@code file} is what systemd connected with the journal (systemd.exec(5)). The
   * variable alone does not say so: whatever the service starts inherits it, and may be led
   * elsewhere.
   */
  static boolean reads(Path file, Map<String, String> environment) {
    String stream = environment.get(STREAM_VARIABLE);
    if (stream == null) {
      return false;
    }
    try {
      Map<String, Object> numbers = Files.readAttributes(file, "unix:dev,ino");
      return stream.equals(numbers.get("dev") + ":" + numbers.get("ino"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return false; // What cannot be compared is written as it is everywhere else.
    }
  }
}

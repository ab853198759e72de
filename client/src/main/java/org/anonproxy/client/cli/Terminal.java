package org.anonproxy.client.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whether somebody is looking at standard output or standard error.
 *
 * <p>{@link System#console} alone does not tell: it judges standard input and output together, says
 * nothing of standard error, and on JDK 22 to 24 there is a console without a terminal. Linux names
 * what a descriptor is connected to; elsewhere the console has to do.
 */
enum Terminal {
  /** Standard output. */
  OUTPUT(1),
  /** Standard error. */
  ERROR(2);

  private final Path descriptor;

  Terminal(int descriptor) {
    this.descriptor = Path.of("/proc/self/fd/" + descriptor);
  }

  /** Tells whether the stream is connected to a terminal. */
  boolean isAttached() {
    try {
      String device = Files.readSymbolicLink(descriptor).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException noProcessFileSystem) {
      return isConsoleTerminal();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // it does before JDK 22, and the newer answer is asked too
  private static boolean isConsoleTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderThan22) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}

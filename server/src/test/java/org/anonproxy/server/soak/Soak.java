package org.anonproxy.server.soak;

import java.io.IOException;
import java.time.Duration;

/** Runs a soak for as many minutes as the command line says, and fails if it does. */
public final class Soak {
  private static final int MAX_MINUTES = 12 * 60;

  private Soak() {}

  /** Prints a line per sample and a verdict; exits with 1 if it is bad, 2 on a wrong option. */
  public static void main(String[] arguments) {
    int minutes = minutes(arguments);
    if (minutes < 1 || minutes > MAX_MINUTES) {
      System.err.println("ERROR: usage: soak.sh [--minutes N], 1 to " + MAX_MINUTES);
      System.exit(2);
    }
    System.exit(passes(Duration.ofMinutes(minutes)) ? 0 : 1);
  }

  private static int minutes(String[] arguments) {
    if (arguments.length == 0) {
      return 60;
    }
    if (arguments.length != 2 || !arguments[0].equals("--minutes")) {
      return 0;
    }
    try {
      return Integer.parseInt(arguments[1]);
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  private static boolean passes(Duration duration) {
    try (SoakRun run = new SoakRun(duration)) {
      // A signal ends this program without unwinding; the server must not outlive it.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(run)));
      return run.run(System.out::println);
    } catch (Exception broken) {
      System.out.println("FAIL soak: " + broken);
      return false;
    }
  }

  private static void close(SoakRun run) {
    try {
      run.close();
    } catch (IOException broken) {
      System.err.println("ERROR: the server may be left behind: " + broken);
    }
  }
}

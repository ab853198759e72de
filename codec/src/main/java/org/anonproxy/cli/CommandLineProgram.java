package org.anonproxy.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs a picocli command as both programs do: whatever goes wrong is exactly one line on standard
 * error that begins with {@code ERROR:}, without a usage text and without a stack trace.
 *
 * <p>With {@value #DEBUG_VARIABLE} in the environment the stack trace follows. A command is a
 * {@code Runnable} or a {@code Callable<Integer>}, runs on the calling thread, and throws {@link
 * UserException} for what the user can change. This class never ends the JVM.
 */
public final class CommandLineProgram {

  /** The command did its work. */
  public static final int SUCCESS = 0;

  /** The command failed for a reason that the user can change: {@link UserException}. */
  public static final int FAILURE = 1;

  /** The options are wrong. */
  public static final int USAGE = 2;

  /** The program itself is wrong (EX_SOFTWARE of sysexits.h). */
  public static final int INTERNAL_ERROR = 70;

  /** The environment variable that asks for stack traces. */
  public static final String DEBUG_VARIABLE = "ANONPROXY_DEBUG";

  private CommandLineProgram() {}

  /** Runs a command on standard output and standard error and returns its exit code. */
  public static int run(Object command, String... arguments) {
    preferClockWithoutGarbage();
    return run(new CommandLine(command), System.getenv(DEBUG_VARIABLE) != null, arguments);
  }

  /** Runs a command line whose writers may be a test's own. */
  static int run(CommandLine commandLine, boolean debug, String... arguments) {
    commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler((e, ignored) -> reportUsage(e, debug))
        .setExecutionExceptionHandler((e, failed, ignored) -> report(e, failed, debug));
    try {
      return commandLine.execute(arguments);
    } catch (Error e) {
      // Picocli hands on exceptions only; a class that does not load ends the command as well.
      return report(e, commandLine, debug);
    }
  }

  /** Asks Log4j for the one clock whose reading is no object, unless the user chose another. */
  private static void preferClockWithoutGarbage() {
    if (System.getProperty("log4j2.clock") == null) {
      System.setProperty("log4j2.clock", "SystemMillisClock");
    }
  }

  private static int reportUsage(ParameterException exception, boolean debug) {
    CommandLine failed = exception.getCommandLine();
    String program = failed.getCommandSpec().qualifiedName();
    printError(failed, usageMessage(exception) + " Try '" + program + " --help'.");
    printStackTrace(failed, exception, debug);
    return USAGE;
  }

  private static String usageMessage(ParameterException exception) {
    String message =
        exception instanceof MissingParameterException missing && !missing.getMissing().isEmpty()
            ? missingMessage(missing.getMissing())
            : String.valueOf(exception.getMessage());
    return message.endsWith(".") ? message : message + ".";
  }

  private static String missingMessage(List<ArgSpec> missing) {
    String names =
        missing.stream().map(CommandLineProgram::nameOf).collect(Collectors.joining(", "));
    return "Missing required " + (missing.size() == 1 ? "option " : "options ") + names;
  }

  private static String nameOf(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? "'" + option.longestName() + "'"
        : "'" + argument.paramLabel() + "'";
  }

  private static int report(Throwable exception, CommandLine failed, boolean debug) {
    boolean byUser = exception instanceof UserException;
    String message =
        byUser ? String.valueOf(exception.getMessage()) : "internal error: " + exception;
    printError(failed, message);
    printStackTrace(failed, exception, debug);
    return byUser ? FAILURE : INTERNAL_ERROR;
  }

  private static void printError(CommandLine failed, String message) {
    failed.getErr().println("ERROR: " + ForeignText.encode(message));
  }

  private static void printStackTrace(CommandLine failed, Throwable exception, boolean debug) {
    if (debug) {
      exception.printStackTrace(failed.getErr());
    }
  }
}

package org.anonproxy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

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
    prepareNetty();
    return run(commandLine(command), System.getenv(), arguments);
  }

  /**
   * Makes the command line of a command with all that the programs have in common: what its help
   * looks like, how names of choices are read, and the general options of each of its commands. An
   * option of a type of {@code java.time} or {@code java.sql} has to have a converter, as picocli's
   * own are left out in this JVM.
   */
  public static CommandLine commandLine(Object command) {
    // Each of our options of these types has a converter of its own, and picocli's load a hundred
    // classes.
    PropertyDefaults.set("picocli.converters.excludes", "java\\.(sql|time)\\..*");
    CommandLine commandLine = new CommandLine(command);
    addCommonOptions(commandLine);
    HelpLayout.applyTo(commandLine);
    ChoiceConverter.applyTo(commandLine);
    return commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
  }

  private static void addCommonOptions(CommandLine commandLine) {
    CommandSpec command = commandLine.getCommandSpec();
    command.addMixin(GeneralOptions.NAME, GeneralOptions.mixin());
    command.versionProvider(new VersionProvider(command));
    commandLine.getSubcommands().values().forEach(CommandLineProgram::addCommonOptions);
  }

  /** Runs a command line whose writers and environment may be a test's own. */
  static int run(CommandLine commandLine, Map<String, String> environment, String... arguments) {
    boolean debug = environment.containsKey(DEBUG_VARIABLE);
    OptionSources sources = new OptionSources(commandLine, environment);
    commandLine
        .setParameterExceptionHandler(new UsageErrors(sources, debug))
        .setExecutionExceptionHandler(new Failures(debug));
    try {
      return commandLine.execute(sources.complete(arguments));
    } catch (ParameterException e) {
      return reportUsage(e, sources, debug);
    } catch (Error e) {
      // Picocli hands on exceptions only; a class that does not load ends the command as well.
      return report(e, commandLine, debug);
    }
  }

  /**
   * Sets the number of this machine in the names of Netty's channels, which are not told to other
   * machines, unless the user did. Without it, Netty looks at every network interface, and warns
   * where none has a hardware address. {@link #run} does so, but whoever uses Netty earlier has to.
   */
  public static void prepareNetty() {
    PropertyDefaults.set("io.netty.machineId", "02:00:00:00:00:00");
  }

  private static int reportUsage(
      ParameterException exception, OptionSources sources, boolean debug) {
    CommandLine failed = exception.getCommandLine();
    String program = failed.getCommandSpec().qualifiedName();
    String origin = sources.origin(exception);
    String message = usageMessage(exception);
    String shown = withoutUserinfo(message, exception);
    printError(
        failed, (origin == null ? "" : origin + ": ") + shown + " Try '" + program + " --help'.");
    printStackTrace(failed, exception, debug && shown.equals(message));
    return USAGE;
  }

  /** An address that lacks its option, or stands behind another, may hold a password. */
  private static String withoutUserinfo(String message, ParameterException exception) {
    List<String> given = new ArrayList<>();
    if (exception.getValue() != null) {
      given.add(exception.getValue());
    }
    if (exception instanceof UnmatchedArgumentException unmatched) {
      given.addAll(unmatched.getUnmatched());
    }
    String shown = message;
    for (String argument : given) {
      // That of a file of arguments, and nothing else, is an at-sign in front.
      String text = argument.startsWith("@") ? argument.substring(1) : argument;
      shown = shown.replace(text, Userinfo.leftOutOf(text));
    }
    return shown;
  }

  private static String usageMessage(ParameterException exception) {
    String message = String.valueOf(exception.getMessage());
    if (exception instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      message = missingMessage(missing.getMissing());
    } else if (exception instanceof UnmatchedArgumentException unmatched) {
      message = unmatchedMessage(unmatched.getUnmatched(), message);
    }
    return message.endsWith(".") ? message : message + ".";
  }

  /** Picocli takes the name of an argument file that it cannot read for an argument. */
  private static String unmatchedMessage(List<String> unmatched, String message) {
    return unmatched.stream()
        .filter(argument -> argument.startsWith("@"))
        .findFirst()
        .map(argument -> "Cannot read the argument file '" + argument.substring(1) + "'")
        .orElse(message);
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
    String message = byUser ? String.valueOf(exception.getMessage()) : internalError(exception);
    printError(failed, message);
    printStackTrace(failed, exception, debug);
    return byUser ? FAILURE : INTERNAL_ERROR;
  }

  private static void printError(CommandLine failed, String message) {
    failed.getErr().println(errorLine(message));
  }

  private static void printStackTrace(CommandLine failed, Throwable exception, boolean debug) {
    if (debug) {
      exception.printStackTrace(failed.getErr());
    }
  }

  /** Reports what was thrown outside of a command, such as a class that the Java here lacks. */
  static void printInternalError(Throwable exception) {
    System.err.println(errorLine(internalError(exception)));
    if (System.getenv(DEBUG_VARIABLE) != null) {
      exception.printStackTrace();
    }
  }

  private static String internalError(Throwable exception) {
    return "internal error: " + exception;
  }

  private static String errorLine(String message) {
    return Journal.prefix(Journal.ERROR) + "ERROR: " + ForeignText.encode(message);
  }

  /** Reports wrong options; no lambda, for the reason that {@link HelpLayout} has. */
  private static final class UsageErrors implements IParameterExceptionHandler {
    private final OptionSources sources;
    private final boolean debug;

    UsageErrors(OptionSources sources, boolean debug) {
      this.sources = sources;
      this.debug = debug;
    }

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
      return reportUsage(sources.foremost(exception, arguments), sources, debug);
    }
  }

  /** Reports commands that failed. */
  private static final class Failures implements IExecutionExceptionHandler {
    private final boolean debug;

    Failures(boolean debug) {
      this.debug = debug;
    }

    @Override
    public int handleExecutionException(
        Exception exception, CommandLine failed, ParseResult unused) {
      return report(exception, failed, debug);
    }
  }
}

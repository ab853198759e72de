package org.anonproxy.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Completes a command line with what the environment and a configuration file say: an option that
 * is not given is taken from the environment, and else from the file. What they say becomes
 * arguments, so that there is one place that understands, checks and converts options.
 */
final class OptionSources {
  private final CommandLine program;
  private final Map<String, String> environment;
  private final Map<String, List<Setting>> added = new LinkedHashMap<>();

  OptionSources(CommandLine program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
  }

  /** Returns the variable that stands for an option of this program, such as ANONSERVER_PORT. */
  static String variable(CommandSpec command, String option) {
    String name = command.root().name() + "_" + option;
    return name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * Returns the arguments and what is to be added to them; without a trace of another source in
   * sight they are not even looked at.
   *
   * @throws ParameterException if a source cannot be understood
   */
  String[] complete(String... arguments) {
    return isOtherSourceInSight(arguments) ? completed(arguments) : arguments;
  }

  /**
   * Looks without streams: the first one of a JVM takes some milliseconds, and most runs need none.
   */
  private boolean isOtherSourceInSight(String... arguments) {
    String prefix = prefix();
    for (String name : environment.keySet()) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    for (String argument : arguments) {
      if (mayNameAFile(argument)) {
        return true;
      }
    }
    return false;
  }

  private String prefix() {
    return variable(program.getCommandSpec(), "");
  }

  private static boolean mayNameAFile(String argument) {
    return argument.startsWith("--" + GeneralOptions.CONFIGURATION) || argument.startsWith("@");
  }

  private String[] completed(String... arguments) {
    List<ParseResult> commands = understand(arguments);
    ParseResult given = commands.get(commands.size() - 1);
    if (given.isUsageHelpRequested() || given.isVersionHelpRequested()) {
      return arguments;
    }
    CommandLine command = given.commandSpec().commandLine();
    try {
      add(given, environmentSettings(given.commandSpec()));
      Path file = configurationFile(commands);
      if (file != null) {
        add(given, checked(new ConfigurationFile(file).settings()));
      }
    } catch (UserException unusable) {
      throw new ParameterException(command, String.valueOf(unusable.getMessage()), unusable);
    }
    return withAdded(command, arguments);
  }

  /**
   * Finds out which command runs, the last, which ones it belongs to, and which options they are
   * given, whatever is wrong with them.
   */
  private List<ParseResult> understand(String... arguments) {
    List<ParseResult> commands = new ArrayList<>();
    collectErrors(program, true);
    try {
      ParseResult result = program.parseArgs(arguments);
      commands.add(result);
      while (result.hasSubcommand()
          && !result.isUsageHelpRequested()
          && !result.isVersionHelpRequested()) {
        result = result.subcommand();
        commands.add(result);
      }
      return commands;
    } finally {
      collectErrors(program, false);
    }
  }

  /** Prefers what is unknown to what is missing: the one may be the other, misspelt. */
  ParameterException foremost(ParameterException exception, String... arguments) {
    if (!(exception instanceof MissingParameterException)) {
      return exception;
    }
    return understand(arguments).stream()
        .flatMap(command -> command.errors().stream())
        .filter(UnmatchedArgumentException.class::isInstance)
        .map(UnmatchedArgumentException.class::cast)
        .findFirst()
        .map(ParameterException.class::cast)
        .orElse(exception);
  }

  private static void collectErrors(CommandLine command, boolean collect) {
    command.getCommandSpec().parser().collectErrors(collect);
    command.getSubcommands().values().forEach(each -> collectErrors(each, collect));
  }

  private List<Setting> environmentSettings(CommandSpec command) {
    List<Setting> settings = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      String variable = variable(command, nameOf(option));
      String value = environment.get(variable);
      if (value != null && !value.isEmpty() && isSettable(option)) {
        settings.add(new Setting(nameOf(option), value, "environment variable " + variable));
      }
    }
    return settings;
  }

  /** A file may be named in front of a subcommand, too; the one behind it is meant for it. */
  private @Nullable Path configurationFile(List<ParseResult> commands) {
    for (int i = commands.size() - 1; i >= 0; i--) {
      Path file = commands.get(i).matchedOptionValue("--" + GeneralOptions.CONFIGURATION, null);
      if (file != null) {
        return file;
      }
    }
    String variable = variable(program.getCommandSpec(), GeneralOptions.CONFIGURATION);
    String name = environment.get(variable);
    try {
      return name == null || name.isEmpty() ? null : Path.of(name);
    } catch (InvalidPathException e) {
      throw new UserException("environment variable " + variable + ": " + e.getMessage(), e);
    }
  }

  /** Makes sure that the file names options of this program, and each one of them once. */
  private List<Setting> checked(List<Setting> settings) {
    Map<String, Setting> seen = new LinkedHashMap<>();
    for (Setting setting : settings) {
      OptionSpec option = anyOption(program, setting.option());
      if (option == null) {
        throw new UserException(setting.origin() + ": unknown option '" + setting.option() + "'");
      }
      Setting before = seen.put(setting.option(), setting);
      if (before != null && !option.isMultiValue()) {
        throw new UserException(
            setting.origin() + ": '" + setting.option() + "' is set twice; see " + before.origin());
      }
    }
    return settings;
  }

  private static @Nullable OptionSpec anyOption(CommandLine command, String name) {
    OptionSpec option = command.getCommandSpec().findOption("--" + name);
    if (option != null && isSettable(option)) {
      return option;
    }
    return command.getSubcommands().values().stream()
        .map(subcommand -> anyOption(subcommand, name))
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }

  private void add(ParseResult given, List<Setting> settings) {
    Map<String, List<Setting>> found = new LinkedHashMap<>();
    for (Setting setting : settings) {
      OptionSpec option = given.commandSpec().findOption("--" + setting.option());
      if (option != null && !given.hasMatchedOption(option)) {
        found.computeIfAbsent(setting.option(), unused -> new ArrayList<>()).add(setting);
      }
    }
    found.forEach(added::putIfAbsent);
  }

  /** Puts what is added where the options of the command that runs stand: at the end of them. */
  private String[] withAdded(CommandLine command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    int endOfOptions = all.indexOf("--");
    List<String> more = new ArrayList<>();
    for (List<Setting> settings : added.values()) {
      settings.forEach(each -> more.addAll(argument(command, each)));
    }
    all.addAll(endOfOptions < 0 ? all.size() : endOfOptions, more);
    return all.toArray(String[]::new);
  }

  private static List<String> argument(CommandLine command, Setting setting) {
    String name = "--" + setting.option();
    if (command.getCommandSpec().findOption(name).arity().max() > 0) {
      return List.of(name + "=" + setting.value());
    }
    return switch (setting.value()) {
      case "true" -> List.of(name);
      case "false" -> List.of();
      default ->
          throw new ParameterException(
              command, setting.origin() + ": '" + setting.option() + "' is either true or false");
    };
  }

  private static boolean isSettable(OptionSpec option) {
    return !option.usageHelp()
        && !option.versionHelp()
        && option.longestName().startsWith("--")
        && !nameOf(option).equals(GeneralOptions.CONFIGURATION);
  }

  private static String nameOf(OptionSpec option) {
    return option.longestName().substring(2);
  }

  /** Tells where a value came from that turned out to be wrong, or null if it was given. */
  @Nullable String origin(ParameterException wrong) {
    String option = wrong.getArgSpec() instanceof OptionSpec wrongOption ? nameOf(wrongOption) : "";
    for (Setting setting : added.getOrDefault(option, List.of())) {
      if (wrong.getValue() == null || setting.value().contains(wrong.getValue())) {
        return setting.origin();
      }
    }
    return null;
  }
}

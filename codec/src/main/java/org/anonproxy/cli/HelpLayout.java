package org.anonproxy.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Arranges what {@code --help} prints: options in groups, then all that is no option.
 *
 * <p>The sections are classes, because an archive of classes leaves out what is compiled for Java
 * 5, as picocli is, if a lambda implements it.
 */
final class HelpLayout {
  private static final String GROUPED_OPTIONS = "groupedOptions";
  private static final String ENVIRONMENT = "environment";

  private HelpLayout() {}

  /** Arranges the help of a command and of its subcommands. */
  static void applyTo(CommandLine command) {
    command.getHelpSectionMap().put(GROUPED_OPTIONS, new Options());
    command.getHelpSectionMap().put(ENVIRONMENT, new Environment());
    command.setHelpSectionKeys(
        List.of(
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
            GROUPED_OPTIONS,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST,
            ENVIRONMENT,
            UsageMessageSpec.SECTION_KEY_FOOTER));
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.commandListHeading("%nCommands:%n").exitCodeListHeading("%nExit status:%n");
    command.getSubcommands().values().forEach(HelpLayout::applyTo);
  }

  /** Is the section of the options. */
  private static final class Options implements IHelpSectionRenderer {
    @Override
    public String render(Help help) {
      StringBuilder text = new StringBuilder();
      for (OptionGroup group : OptionGroup.of(help.commandSpec())) {
        text.append(help.createHeading("%n" + group.heading() + ":%n"))
            .append(
                help.optionListExcludingGroups(
                    group.options(),
                    help.createDefaultLayout(),
                    null,
                    help.parameterLabelRenderer()));
      }
      return text.toString();
    }
  }

  /** Is the section of the environment. */
  private static final class Environment implements IHelpSectionRenderer {
    @Override
    public String render(Help help) {
      OptionSpec example = example(help.commandSpec());
      String name = example.longestName();
      return help.createHeading(
          "%nEnvironment:%n"
              + "  An option that is not given is taken from a variable, such as%n"
              + "  "
              + OptionSources.variable(help.commandSpec(), name.substring(2))
              + " for "
              + name
              + ", and else from the --config file.%n"
              + "  JAVA_OPTS are options for Java. With "
              + CommandLineProgram.DEBUG_VARIABLE
              + " set, errors show stack traces.%n");
    }
  }

  /** Returns an option that people may want to set once and for all. */
  private static OptionSpec example(CommandSpec command) {
    List<OptionSpec> first = OptionGroup.of(command).get(0).options();
    return first.get(first.size() - 1);
  }
}

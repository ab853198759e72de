package org.anonproxy.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Is the options of a command that stand under one heading. A mixin names the heading of its
 * options by its {@code optionListHeading}; those of the command itself have a heading of their
 * own.
 */
record OptionGroup(String heading, List<OptionSpec> options) {
  private static final String OWN = "Options";

  /** Returns the groups of a command, and in each its visible options, in the order of options. */
  static List<OptionGroup> of(CommandSpec command) {
    Map<OptionSpec, String> headings = new LinkedHashMap<>();
    collect(command, OWN, headings);
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    command.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparingInt(OptionSpec::order))
        .forEach(
            option ->
                groups
                    .computeIfAbsent(headings.getOrDefault(option, OWN), none -> new ArrayList<>())
                    .add(option));
    return groups.entrySet().stream()
        .map(group -> new OptionGroup(group.getKey(), group.getValue()))
        .sorted(Comparator.comparingInt(OptionGroup::order))
        .toList();
  }

  /** Finds the heading of each option: that of the innermost mixin. */
  private static void collect(CommandSpec spec, String heading, Map<OptionSpec, String> headings) {
    spec.options().forEach(option -> headings.put(option, heading));
    spec.mixins().forEach((name, mixin) -> collect(mixin, heading(mixin, heading), headings));
  }

  private static String heading(CommandSpec mixin, String outer) {
    String heading = mixin.usageMessage().optionListHeading();
    return heading == null || heading.isEmpty() ? outer : heading.replaceAll(":(%n)*$", "");
  }

  /** Help and version have no place of their own: the last option tells where a group belongs. */
  private int order() {
    return options.stream().mapToInt(OptionSpec::order).max().orElse(0);
  }
}

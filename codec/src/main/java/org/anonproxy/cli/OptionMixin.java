package org.anonproxy.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Makes options into a mixin that stands under one heading of the help. A command with annotations
 * takes it by a field that is a {@link Mixin}.
 *
 * <p>What a fetch reads is declared like this and not by annotations, whose proxies are made anew
 * in each process and would take a sixth of the time of a short fetch.
 */
public final class OptionMixin {
  private OptionMixin() {}

  /** Makes a mixin of options that have no other. */
  public static CommandSpec of(String heading, OptionSpec... options) {
    CommandSpec mixin = CommandSpec.create();
    mixin.usageMessage().optionListHeading(heading + ":%n");
    for (OptionSpec option : options) {
      mixin.addOption(option);
    }
    return mixin;
  }
}

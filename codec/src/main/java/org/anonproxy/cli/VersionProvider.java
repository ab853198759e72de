package org.anonproxy.cli;

import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/** Reads the version from the manifest of the jar that the program runs from. */
public final class VersionProvider implements IVersionProvider {
  private final CommandSpec command;

  VersionProvider(CommandSpec command) {
    this.command = command;
  }

  @Override
  public String[] getVersion() {
    return new String[] {programAndVersion(command)};
  }

  /** Names the program of a command, and its version. */
  static String programAndVersion(CommandSpec command) {
    return command.root().name() + " " + version();
  }

  /** Returns the version alone. */
  public static String version() {
    String version = VersionProvider.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}

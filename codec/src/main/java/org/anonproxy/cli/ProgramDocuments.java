package org.anonproxy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * Writes what a program is installed with, out of the model that parses its options, so that the
 * two cannot differ: a manual page for each of its commands, and completions for bash and zsh.
 */
public final class ProgramDocuments {
  private final CommandLine program;
  private final Path directory;

  /** Documents a command in a directory that exists. */
  public ProgramDocuments(Object command, Path directory) {
    program = CommandLineProgram.commandLine(command);
    this.directory = directory;
  }

  /**
   * Writes the files, replacing older ones.
   *
   * @param date of the program, as {@code 2026-11-01}; nothing else tells the time, so that the
   *     same program gives the same bytes
   */
  public void write(String version, String date) throws IOException {
    writeManual(program, version, date);
    String name = program.getCommandName();
    store(name + ".bash", BashCompletion.of(program));
    store("_" + name, new ZshCompletion(program).text());
  }

  private void writeManual(CommandLine command, String version, String date) throws IOException {
    ManualPage page = new ManualPage(command);
    store(page.name() + ".1", page.text(version, date));
    for (CommandLine subcommand : command.getSubcommands().values()) {
      writeManual(subcommand, version, date);
    }
  }

  private void store(String name, String text) throws IOException {
    Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}

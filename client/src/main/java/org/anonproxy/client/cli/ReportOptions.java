package org.anonproxy.client.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.anonproxy.cli.UserException;
import org.anonproxy.client.load.LoadReport;
import org.anonproxy.client.load.report.CsvReport;
import org.anonproxy.client.load.report.HtmlReport;
import org.anonproxy.client.load.report.JsonReport;
import org.anonproxy.client.load.report.TextReport;
import org.anonproxy.client.load.report.Threshold;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Is the options that say where the reports of a load test go, and what they must not say. */
@Command(optionListHeading = "Reports:%n")
final class ReportOptions {
  private static final Path STANDARD_OUTPUT = Path.of("-");

  @Option(
      names = "--json",
      order = 50,
      paramLabel = "FILE",
      description = "Write the report as JSON; '-' is standard output.")
  private @Nullable Path json;

  @Option(
      names = "--csv",
      order = 51,
      paramLabel = "FILE",
      description = "Write the course of the test, a line per interval.")
  private @Nullable Path csv;

  @Option(
      names = "--html",
      order = 52,
      paramLabel = "FILE",
      description = "Write the report as one page with charts, which needs no network.")
  private @Nullable Path html;

  @Option(
      names = {"-q", "--quiet"},
      order = 53,
      description = "Show nothing on the way and no summary.")
  private boolean quiet;

  @Option(
      names = "--fail-if",
      order = 60,
      paramLabel = "CONDITION",
      converter = ThresholdConverter.class,
      description = "End with status 3 if this holds; may be given several times.")
  private List<Threshold> thresholds = List.of();

  List<Threshold> thresholds() {
    return thresholds;
  }

  boolean isQuiet() {
    return quiet;
  }

  private Map<Path, Function<LoadReport, String>> files() {
    Map<Path, Function<LoadReport, String>> files = new LinkedHashMap<>();
    put(files, json, JsonReport::of);
    put(files, csv, CsvReport::of);
    put(files, html, HtmlReport::of);
    return files;
  }

  private static void put(
      Map<Path, Function<LoadReport, String>> files,
      @Nullable Path file,
      Function<LoadReport, String> format) {
    if (file != null) {
      files.put(file, format);
    }
  }

  /**
   * Makes sure, before minutes are spent on the test, that its reports can be written, each to a
   * file of its own.
   *
   * @throws ParameterException if two reports go to one place
   * @throws UserException if a file cannot be written
   */
  void check(CommandSpec command) {
    int given = (json == null ? 0 : 1) + (csv == null ? 0 : 1) + (html == null ? 0 : 1);
    Set<Path> places = new HashSet<>();
    for (Path file : files().keySet()) {
      try {
        places.add(place(file));
      } catch (IOException e) {
        throw new UserException(cannotWrite(file, e), e);
      }
    }
    if (places.size() < given) {
      throw new ParameterException(
          command.commandLine(), "'--json', '--csv' and '--html' need different files");
    }
  }

  /** Returns the one name of a file among all its names, after making it if there is none. */
  private static Path place(Path file) throws IOException {
    if (file.equals(STANDARD_OUTPUT)) {
      return file;
    }
    Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return file.toRealPath();
  }

  /**
   * Writes the reports, the summary first: it is all that is left if nothing can be stored. It
   * gives way when standard output has another report. What cannot be written keeps nothing else
   * back.
   *
   * @return what could not be written, and why, a line each
   */
  List<String> write(LoadReport report) {
    Map<Path, Function<LoadReport, String>> files = files();
    if (!quiet) {
      PrintStream summary = files.containsKey(STANDARD_OUTPUT) ? System.err : System.out;
      summary.print(TextReport.of(report));
      summary.flush();
    }
    List<String> failures = new ArrayList<>();
    files.forEach(
        (file, format) -> {
          try {
            write(file, format.apply(report));
          } catch (IOException e) {
            failures.add(cannotWrite(file, e));
          }
        });
    return failures;
  }

  private static void write(Path file, String text) throws IOException {
    if (file.equals(STANDARD_OUTPUT)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      System.out.write(bytes, 0, bytes.length);
      if (System.out.checkError()) {
        throw new IOException("standard output takes nothing");
      }
    } else {
      Files.writeString(file, text);
    }
  }

  private static String cannotWrite(Path file, IOException failure) {
    return "cannot write " + file + ": " + reason(failure);
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "its directory does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason =
        failure instanceof FileSystemException ofFile ? ofFile.getReason() : failure.getMessage();
    return reason == null ? failure.toString() : reason;
  }
}

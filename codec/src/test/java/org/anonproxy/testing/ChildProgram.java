package org.anonproxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Runs a main class in a JVM of its own, so that signals and exit codes are the real ones. */
public final class ChildProgram implements AutoCloseable {
  /** How long a test that hangs takes to fail; what works is not measured by it. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildProgram(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code main} with this JVM's class path. */
  public static ChildProgram start(Class<?> main, String... arguments) {
    return start(List.of(), main, arguments);
  }

  /** Starts {@code main} in a JVM with further options. */
  public static ChildProgram start(List<String> options, Class<?> main, String... arguments) {
    return start(err -> Map.of(), options, main, arguments);
  }

  /** Starts {@code main} as systemd does, with a file in place of the journal. */
  public static ChildProgram startAsService(Class<?> main, String... arguments) {
    return start(
        err ->
            Map.of(
                "JOURNAL_STREAM",
                Files.getAttribute(err, "unix:dev") + ":" + Files.getAttribute(err, "unix:ino")),
        List.of(),
        main,
        arguments);
  }

  /** Says what is in the environment of a program whose standard error is a file. */
  private interface Environment {
    Map<String, String> with(Path err) throws IOException;
  }

  private static ChildProgram start(
      Environment environment, List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(OrdinarySignals.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.addAll(options);
    command.addAll(CoverageAgent.arguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    try {
      Path out = Files.createTempFile("child", ".out");
      Path err = Files.createTempFile("child", ".err");
      ProcessBuilder program =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      program.environment().putAll(environment.with(err));
      return new ChildProgram(program.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until standard output has a whole line that contains {@code text}, and returns it. */
  public String awaitLine(String text) {
    return await(text, this::output);
  }

  /** Waits until standard error has a whole line that contains {@code text}, and returns it. */
  public String awaitError(String text) {
    return await(text, this::errors);
  }

  private String await(String text, Supplier<String> stream) {
    return Awaitility.await(text)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> lineWith(text, stream), line -> !line.isEmpty());
  }

  private String lineWith(String text, Supplier<String> stream) {
    boolean alive = process.isAlive();
    String soFar = stream.get();
    if (!alive && !soFar.contains(text)) {
      throw new AssertionError("ended with " + process.exitValue() + ": " + output() + errors());
    }
    String whole = soFar.substring(0, soFar.lastIndexOf('\n') + 1);
    return whole.lines().filter(line -> line.contains(text)).findFirst().orElse("");
  }

  /** Returns the number of the process. */
  public long pid() {
    return process.pid();
  }

  /** Sends a signal, such as {@code "TERM"}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for the end and returns the exit code. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + output() + errors());
    }
    return process.exitValue();
  }

  /** Returns what was written to standard output so far. */
  public String output() {
    return read(out);
  }

  /** Returns what was written to standard error so far. */
  public String errors() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the program if it still runs. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}

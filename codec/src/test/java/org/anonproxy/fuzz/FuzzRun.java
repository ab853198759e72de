package org.anonproxy.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fuzzes each target of a module for a while, one after the other, each in a Java process of its
 * own under Jazzer. The targets are the names of the directories of kept inputs.
 *
 * <p>What the fuzzer finds stays in {@code target/fuzz}: beside the inputs that reach new code, an
 * input that breaks a property, as {@code crash-*}, {@code timeout-*} or {@code oom-*}.
 */
final class FuzzRun {
  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";

  /** The page fetcher's business is what these report: to connect, and to open files. */
  private static final String DISABLED_HOOKS =
      "com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery"
          + ":com.code_intelligence.jazzer.sanitizers.FilePathTraversal";

  private final Path moduleDirectory;
  private final String seconds;

  private FuzzRun(Path moduleDirectory, String seconds) {
    this.moduleDirectory = moduleDirectory;
    this.seconds = seconds;
  }

  /**
   * Takes the module's directory, the seconds for each target, and a part of the targets' names.
   */
  public static void main(String... args) throws Exception {
    FuzzRun run = new FuzzRun(Path.of(args[0]), args[1]);
    List<String> broken = new ArrayList<>();
    for (String target : run.targets(args[2])) {
      if (!run.fuzz(target)) {
        broken.add(target);
      }
    }
    if (!broken.isEmpty()) {
      System.err.println("Broken: " + broken);
      System.exit(1);
    }
  }

  private List<String> targets(String part) throws IOException {
    try (Stream<Path> directories = Files.list(seeds(""))) {
      return directories
          .map(directory -> String.valueOf(directory.getFileName()))
          .filter(name -> name.contains(part))
          .sorted()
          .toList();
    }
  }

  private Path seeds(String target) {
    return moduleDirectory.resolve("src/test/resources/fuzz").resolve(target);
  }

  private boolean fuzz(String target) throws IOException, InterruptedException {
    Path found = moduleDirectory.resolve("target/fuzz").resolve(target);
    Path corpus = Files.createDirectories(found.resolve("corpus"));
    System.out.println("Fuzzing " + target + " for " + seconds + " s");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("java.class.path"),
                JAZZER,
                "--target_class=" + target,
                "--instrumentation_includes=org.anonproxy.**:org.jsoup.**",
                "--custom_hook_includes=org.anonproxy.**",
                "--disabled_hooks=" + DISABLED_HOOKS,
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_total_time=" + seconds,
                "-max_len=4096",
                "-timeout=20",
                "-print_final_stats=1",
                corpus.toString(),
                seeds(target).toString())
            .redirectErrorStream(true)
            .redirectOutput(found.resolve("fuzz.log").toFile())
            .start();
    boolean whole = process.waitFor() == 0;
    report(found.resolve("fuzz.log"), whole);
    return whole;
  }

  /** Prints how many inputs were tried, or everything that the fuzzer said of what it broke. */
  private static void report(Path log, boolean whole) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      lines
          .filter(line -> !whole || line.startsWith("Done ") || line.startsWith("stat::number"))
          .filter(line -> !line.startsWith("INFO: ") && !line.startsWith("#"))
          .filter(line -> !line.startsWith("SLF4J(W)"))
          .forEach(System.out::println);
    }
  }
}

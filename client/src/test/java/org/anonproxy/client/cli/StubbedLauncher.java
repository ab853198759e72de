package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Is the launcher with a java that only writes down how it is called, and a cache of its own. */
final class StubbedLauncher {
  private static final String JAVA =
      """
      #!/bin/sh
      home=${0%/bin/java}
      echo "$*" >>"$home/calls"
      case $* in
        *Rehearsal*) echo classes >list ;;
        *-Xshare:dump*) [ ! -e "$home/fails" ] || exit 1
          echo classes >whole ;;
        *-Xshare:on*) [ ! -e "$home/finds-fault" ] || exit 1 ;;
      esac
      """;

  private final Path directory;
  private final Path program;
  private final Path home;
  private final Path cache;
  private @Nullable String javaHome;
  private String cacheHome;
  private String javaOptions = "";
  private String path = System.getenv("PATH");

  /** Installs the launcher and its java in a directory. */
  StubbedLauncher(Path directory) throws IOException {
    this.directory = directory;
    program =
        Files.copy(Path.of("src/main/launcher/anonclient.sh"), directory.resolve("anonclient"));
    home = installJava("java");
    javaHome = home.toString();
    cache = directory.resolve("cache");
    cacheHome = cache.toString();
  }

  Path program() {
    return program;
  }

  Path home() {
    return home;
  }

  Path cache() {
    return cache;
  }

  void useJavaHome(@Nullable String javaHome) {
    this.javaHome = javaHome;
  }

  void useCacheHome(String cacheHome) {
    this.cacheHome = cacheHome;
  }

  void useJavaOptions(String javaOptions) {
    this.javaOptions = javaOptions;
  }

  void usePath(String path) {
    this.path = path;
  }

  /** Installs another java beside the first, and returns its home. */
  Path installJava(String name) throws IOException {
    Path java = directory.resolve(name);
    Files.createDirectories(java.resolve("bin"));
    Files.createDirectories(java.resolve("lib"));
    Files.writeString(java.resolve("lib/modules"), "");
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Path executable = Files.writeString(java.resolve("bin/java"), JAVA);
    Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
    return java;
  }

  /** Starts the launcher. */
  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("HOME");
    builder.environment().put("JAVA_OPTS", javaOptions);
    if (javaHome == null) {
      builder.environment().remove("JAVA_HOME");
    } else {
      builder.environment().put("JAVA_HOME", javaHome);
    }
    builder.environment().put("XDG_CACHE_HOME", cacheHome);
    builder.environment().put("PATH", path);
    return builder.start();
  }

  /** Runs the launcher and returns what it wrote; the making of an archive may go on. */
  String run() throws Exception {
    Process process = start("-f", "page");
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor());
    return output;
  }

  /** Returns the calls of the first java with this in them. */
  List<String> calls(String containing) throws IOException {
    try (Stream<String> calls = Files.lines(home.resolve("calls"))) {
      return calls.filter(call -> call.contains(containing)).toList();
    }
  }

  /** Returns what the cache holds: archives, and those in the making. */
  List<Path> cached() throws IOException {
    if (!Files.exists(cache.resolve("anonproxy"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache.resolve("anonproxy"))) {
      return files.toList();
    }
  }

  /** Waits until nobody makes an archive any more, and returns the archive. */
  Path awaitArchive() {
    return await()
        .pollInterval(Duration.ofMillis(10))
        .until(this::cached, files -> files.size() == 1 && !isAnyInTheMaking(files))
        .get(0)
        .resolve("classes.jsa");
  }

  static boolean isAnyInTheMaking(List<Path> files) {
    return files.stream().anyMatch(file -> file.toString().endsWith(".making"));
  }

  /** Puts programs that do something else into a directory, and returns that. */
  Path stub(String does, String... programs) throws IOException {
    Path stubs = Files.createDirectories(directory.resolve("stubs"));
    for (String name : programs) {
      Path program = Files.writeString(stubs.resolve(name), "#!/bin/sh\n" + does + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return stubs;
  }
}

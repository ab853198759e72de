package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher with a java that only writes down how it is called. */
final class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      echo "$*" >>"$JAVA_HOME/calls"
      case $* in
        *Rehearsal*) echo classes >classes ;;
        *-Xshare:dump*) [ ! -e "$JAVA_HOME/fails" ] || exit 1
          echo classes >whole ;;
        *-Xshare:on*) [ ! -e "$JAVA_HOME/finds-fault" ] || exit 1 ;;
      esac
      """;

  @TempDir private Path directory = Path.of("");
  private Path home = Path.of("");
  private Path cache = Path.of("");
  private String path = System.getenv("PATH");

  @BeforeEach
  void installJava() throws IOException {
    home = directory.resolve("java");
    cache = directory.resolve("cache");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    Files.writeString(home.resolve("lib/modules"), "");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Path java = Files.writeString(home.resolve("bin/java"), JAVA);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(String cacheHome, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "src/main/launcher/anonclient.sh"));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("HOME");
    builder.environment().remove("JAVA_OPTS");
    builder.environment().put("JAVA_HOME", home.toString());
    builder.environment().put("XDG_CACHE_HOME", cacheHome);
    builder.environment().put("PATH", path);
    return builder.start();
  }

  /** Runs the launcher and returns what it wrote; the making of an archive may go on. */
  private String run(String cacheHome) throws Exception {
    Process process = start(cacheHome, "-f", "page");
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor());
    return output;
  }

  private List<String> calls(String containing) throws IOException {
    try (Stream<String> calls = Files.lines(home.resolve("calls"))) {
      return calls.filter(call -> call.contains(containing)).toList();
    }
  }

  private List<Path> cached() throws IOException {
    if (!Files.exists(cache.resolve("anonproxy"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache.resolve("anonproxy"))) {
      return files.toList();
    }
  }

  /** Waits until nobody makes an archive any more, and returns the archive. */
  private Path awaitArchive() {
    return await()
        .pollInterval(Duration.ofMillis(10))
        .until(this::cached, files -> files.size() == 1 && isArchive(files.get(0)))
        .get(0);
  }

  private static boolean isArchive(Path file) {
    return file.toString().endsWith(".jsa");
  }

  @Test
  void makesOneArchiveForManyAtOnceAndUsesItFromThenOn() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      processes.add(start(cache.toString(), "-f", "page"));
    }
    for (Process process : processes) {
      assertEquals("", new String(process.getInputStream().readAllBytes(), UTF_8));
      assertEquals(0, process.waitFor());
    }
    Path archive = awaitArchive();

    assertEquals("", run(cache.toString()));

    assertEquals(1, calls("-Xshare:dump").size());
    assertEquals(1, calls("-XX:SharedArchiveFile=" + archive + " ").size());
    assertEquals(9, calls("-f page").size());
  }

  @Test
  void makesAnotherArchiveForAnotherJava() throws Exception {
    assertEquals("", run(cache.toString()));
    Path archive = awaitArchive();
    Files.writeString(home.resolve("bin/java"), JAVA + "# newer\n");

    assertEquals("", run(cache.toString()));

    await().until(() -> calls("-Xshare:dump").size() == 2);
    assertEquals(0, calls("-XX:SharedArchiveFile=" + archive + " ").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative", "/dev/null/cache", "/dev", "/a:b"})
  void runsWithoutAWordWhereThereCanBeNoArchive(String cacheHome) throws Exception {
    if (cacheHome.equals("/dev")) {
      Files.createDirectories(cache);
      Files.writeString(cache.resolve("anonproxy"), "a file, where the directory should be");
    }

    assertEquals("", run(cacheHome.equals("/dev") ? cache.toString() : cacheHome));

    assertEquals(1, calls("-Xshare:auto -jar").size());
    assertEquals(1, calls("").size());
  }

  @Test
  void triesAgainTheNextDayWhenNoArchiveCouldBeMade() throws Exception {
    Files.writeString(home.resolve("fails"), "");
    assertEquals("", run(cache.toString()));
    Path archive = awaitArchive();
    assertEquals(0, Files.size(archive));

    assertEquals("", run(cache.toString()));

    assertEquals(2, calls("-Xshare:auto -jar").size());
    Files.delete(home.resolve("fails"));
    Instant yesterday = Instant.now().minus(Duration.ofHours(49));
    Files.setLastModifiedTime(archive, FileTime.from(yesterday));
    assertEquals("", run(cache.toString()));
    await().until(() -> Files.size(awaitArchive()) > 0);
    assertEquals(2, calls("-Xshare:dump").size());
  }

  @Test
  void replacesAnArchiveOfWhichAPartIsMissing() throws Exception {
    assertEquals("", run(cache.toString()));
    Path archive = awaitArchive();
    Files.writeString(archive, "class");

    assertEquals("", run(cache.toString()));

    await().until(() -> Files.size(awaitArchive()) > 5);
    assertEquals(0, calls("-XX:SharedArchiveFile=" + archive + " ").size());
  }

  @Test
  void keepsNoArchiveThatIsFoundFaultyOrNeedsOptionsThatAreUnknown() throws Exception {
    Files.writeString(home.resolve("finds-fault"), "");

    assertEquals("", run(cache.toString()));

    assertEquals(0, Files.size(awaitArchive()));
    assertEquals(1, calls("-XX:+VerifySharedSpaces").size());
  }

  @Test
  void startsNoProcessButStatWhereThereIsAnArchive() throws Exception {
    assertEquals("", run(cache.toString()));
    Path archive = awaitArchive();
    Path programs = Files.createDirectories(directory.resolve("programs"));
    Files.createSymbolicLink(programs.resolve("stat"), programOf("stat"));
    path = programs.toString();

    assertEquals("", run(cache.toString()));

    assertEquals(1, calls("-XX:SharedArchiveFile=" + archive + " ").size());
  }

  private static Path programOf(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsTheArchiveToItsUser() throws Exception {
    assertEquals("", run(cache.toString()));

    awaitArchive();

    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.resolve("anonproxy"))));
  }

  @Test
  void leavesTheOptimizingCompilerToLoadTests() throws Exception {
    assertEquals(0, start("", "load", "--help").waitFor());

    assertTrue(calls("load --help").get(0).contains("-XX:+TieredCompilation"));
    assertFalse(calls("load --help").get(0).contains("TieredStopAtLevel"));
  }
}

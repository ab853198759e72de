package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher with a java that only writes down how it is called. */
final class LauncherTest {
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

  @TempDir private Path directory = Path.of("");
  private Path home = Path.of("");
  private Path cache = Path.of("");
  private Path launcher = Path.of("");
  private @Nullable String javaHome;
  private String javaOptions = "";
  private String path = System.getenv("PATH");

  @BeforeEach
  void install() throws IOException {
    home = installJava("java");
    javaHome = home.toString();
    cache = directory.resolve("cache");
    launcher =
        Files.copy(Path.of("src/main/launcher/anonclient.sh"), directory.resolve("anonclient"));
  }

  private Path installJava(String name) throws IOException {
    Path java = directory.resolve(name);
    Files.createDirectories(java.resolve("bin"));
    Files.createDirectories(java.resolve("lib"));
    Files.writeString(java.resolve("lib/modules"), "");
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Path program = Files.writeString(java.resolve("bin/java"), JAVA);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return java;
  }

  private Process start(String cacheHome, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    command.addAll(List.of(more));
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
        .until(this::cached, files -> files.size() == 1 && !isAnyInTheMaking(files))
        .get(0)
        .resolve("classes.jsa");
  }

  private static boolean isAnyInTheMaking(List<Path> files) {
    return files.stream().anyMatch(file -> file.toString().endsWith(".making"));
  }

  private static void changeTime(Path file, Duration by) throws IOException {
    Instant time = Files.getLastModifiedTime(file).toInstant();
    Files.setLastModifiedTime(file, FileTime.from(time.plus(by)));
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

  /** A package may bring an older file than the one that it replaces. */
  @ParameterizedTest
  @CsvSource({"anonclient, -1", "anonclient, 1", "java/bin/java, -1", "java/bin/java, 1"})
  void makesAnotherArchiveForAnotherProgramAndAnotherJava(String changed, int days)
      throws Exception {
    assertEquals("", run(cache.toString()));
    Path archive = awaitArchive();
    changeTime(directory.resolve(changed), Duration.ofDays(days));

    assertEquals("", run(cache.toString()));

    await().until(() -> calls("-Xshare:dump").size() == 2);
    assertEquals(0, calls("-XX:SharedArchiveFile=" + archive + " ").size());
    awaitArchive();
    assertEquals("", run(cache.toString()));
    assertEquals(1, calls("-XX:SharedArchiveFile=" + archive + " ").size());
  }

  /** The files of packages that are built on one day are of one time. */
  @Test
  void makesAnotherArchiveForAnotherJarOfTheSameTime() throws Exception {
    assertEquals("", run(cache.toString()));
    Path archive = awaitArchive();
    FileTime time = Files.getLastModifiedTime(launcher);
    Files.writeString(launcher, Files.readString(launcher).replace("@jar@", "another"));
    Files.setLastModifiedTime(launcher, time);

    assertEquals("", run(cache.toString()));

    await().until(() -> calls("-Xshare:dump").size() == 2);
    assertEquals(0, calls("-XX:SharedArchiveFile=" + archive + " ").size());
    awaitArchive();
  }

  @Test
  void remembersForADayThatTimesCannotBeKept() throws Exception {
    path = stub("exit 1", "touch") + ":" + path;
    assertEquals("", run(cache.toString()));
    Path kept = awaitArchive().resolveSibling("");
    assertTrue(Files.exists(kept.resolve("none")));
    FileTime time = Files.getLastModifiedTime(kept);

    assertEquals("", run(cache.toString()));

    await().during(Duration.ofMillis(300)).until(() -> cached().equals(List.of(kept)));
    assertEquals(time, Files.getLastModifiedTime(kept));
    assertEquals(2, calls("-Xshare:auto -jar").size());
  }

  /** Puts programs that do something else into a directory, and returns that. */
  private Path stub(String does, String... programs) throws IOException {
    Path stubs = Files.createDirectories(directory.resolve("stubs"));
    for (String name : programs) {
      Path program = Files.writeString(stubs.resolve(name), "#!/bin/sh\n" + does + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return stubs;
  }

  @Test
  void keepsAnArchiveForEachJava() throws Exception {
    assertEquals("", run(cache.toString()));
    Path archive = awaitArchive();
    javaHome = installJava("other").toString();
    assertEquals("", run(cache.toString()));
    await().until(this::cached, files -> files.size() == 2 && !isAnyInTheMaking(files));

    javaHome = home.toString();
    assertEquals("", run(cache.toString()));

    assertEquals(1, calls("-Xshare:dump").size());
    assertEquals(1, calls("-XX:SharedArchiveFile=" + archive + " ").size());
  }

  @Test
  void triesAgainAtOnceForAnotherProgram() throws Exception {
    Files.writeString(home.resolve("fails"), "");
    assertEquals("", run(cache.toString()));
    awaitArchive();
    Files.delete(home.resolve("fails"));
    changeTime(launcher, Duration.ofDays(-1));

    assertEquals("", run(cache.toString()));

    await().until(() -> Files.size(awaitArchive()) > 0);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = "/nowhere")
  void findsJavaAsTheShellWouldWhereJavaHomeNamesNone(@Nullable String noHome) throws Exception {
    javaHome = noHome;
    Path decoys = directory.resolve("decoys");
    Files.createDirectories(decoys.resolve("directory/java"));
    Files.createDirectories(decoys.resolve("file"));
    Files.writeString(decoys.resolve("file/java"), "no program");
    path = decoys + "/directory:" + decoys + "/file::" + directory + "/*/bin:" + home + "/bin:";

    assertEquals("", run(""));

    assertEquals(1, calls("-f page").size());
  }

  @Test
  void saysWhereNoJavaIsFound() throws Exception {
    javaHome = null;
    path = directory.toString();

    Process process = start("", "-f", "page");

    assertEquals(
        "ERROR: java not found; install Java 17 or newer, or set JAVA_HOME\n",
        new String(process.getInputStream().readAllBytes(), UTF_8));
    assertEquals(1, process.waitFor());
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
    changeTime(archive.resolveSibling(""), Duration.ofHours(-49));
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
  void startsNoProcessWhereThereIsAnArchive() throws Exception {
    assertEquals("", run(cache.toString()));
    Path archive = awaitArchive();
    Path called = directory.resolve("called");
    path =
        stub("echo $0 >>" + called, "cat", "env", "find", "readlink", "sed", "stat", "touch", "tr")
            .toString();

    assertEquals("", run(cache.toString()));

    assertEquals(1, calls("-XX:SharedArchiveFile=" + archive + " ").size());
    assertFalse(Files.exists(called));
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
  void leavesTheCollectorToJavaOptions() throws Exception {
    javaOptions = "-XX:+UseG1GC";

    assertEquals("", run(""));

    assertEquals(1, calls("-XX:+UseG1GC").size());
    assertEquals(0, calls("-XX:+UseSerialGC").size());
  }

  @Test
  void leavesTheOptimizingCompilerToLoadTests() throws Exception {
    assertEquals(0, start("", "load", "--help").waitFor());

    assertTrue(calls("load --help").get(0).contains("-XX:+TieredCompilation"));
    assertFalse(calls("load --help").get(0).contains("TieredStopAtLevel"));
  }
}

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at when the launcher makes an archive of classes, and when it uses it. */
final class LauncherArchiveTest {
  @TempDir private Path directory = Path.of("");
  private StubbedLauncher launcher;

  @BeforeEach
  void install() throws IOException {
    launcher = new StubbedLauncher(directory);
  }

  private static void changeTime(Path file, Duration by) throws IOException {
    Instant time = Files.getLastModifiedTime(file).toInstant();
    Files.setLastModifiedTime(file, FileTime.from(time.plus(by)));
  }

  @Test
  void makesOneArchiveForManyAtOnceAndUsesItFromThenOn() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      processes.add(launcher.start("-f", "page"));
    }
    for (Process process : processes) {
      assertEquals("", new String(process.getInputStream().readAllBytes(), UTF_8));
      assertEquals(0, process.waitFor());
    }
    Path archive = launcher.awaitArchive();

    assertEquals("", launcher.run());

    assertEquals(1, launcher.calls("-Xshare:dump").size());
    assertEquals(1, launcher.calls("-XX:SharedArchiveFile=" + archive + " ").size());
    assertEquals(9, launcher.calls("-f page").size());
  }

  /** A package may bring an older file than the one that it replaces. */
  @ParameterizedTest
  @CsvSource({"anonclient, -1", "anonclient, 1", "java/bin/java, -1", "java/bin/java, 1"})
  void makesAnotherArchiveForAnotherProgramAndAnotherJava(String changed, int days)
      throws Exception {
    assertEquals("", launcher.run());
    Path archive = launcher.awaitArchive();
    changeTime(directory.resolve(changed), Duration.ofDays(days));

    assertEquals("", launcher.run());

    await().until(() -> launcher.calls("-Xshare:dump").size() == 2);
    assertEquals(0, launcher.calls("-XX:SharedArchiveFile=" + archive + " ").size());
    launcher.awaitArchive();
    assertEquals("", launcher.run());
    assertEquals(1, launcher.calls("-XX:SharedArchiveFile=" + archive + " ").size());
  }

  /** The files of packages that are built on one day are of one time. */
  @Test
  void makesAnotherArchiveForAnotherJarOfTheSameTime() throws Exception {
    assertEquals("", launcher.run());
    Path archive = launcher.awaitArchive();
    Path program = launcher.program();
    FileTime time = Files.getLastModifiedTime(program);
    Files.writeString(program, Files.readString(program).replace("@jar@", "another"));
    Files.setLastModifiedTime(program, time);

    assertEquals("", launcher.run());

    await().until(() -> launcher.calls("-Xshare:dump").size() == 2);
    assertEquals(0, launcher.calls("-XX:SharedArchiveFile=" + archive + " ").size());
    launcher.awaitArchive();
  }

  @Test
  void remembersForADayThatTimesCannotBeKept() throws Exception {
    launcher.usePath(launcher.stub("exit 1", "touch") + ":" + System.getenv("PATH"));
    assertEquals("", launcher.run());
    Path kept = launcher.awaitArchive().resolveSibling("");
    assertTrue(Files.exists(kept.resolve("none")));
    FileTime time = Files.getLastModifiedTime(kept);

    assertEquals("", launcher.run());

    await().during(Duration.ofMillis(300)).until(() -> launcher.cached().equals(List.of(kept)));
    assertEquals(time, Files.getLastModifiedTime(kept));
    assertEquals(2, launcher.calls("-Xshare:auto -jar").size());
  }

  @Test
  void keepsAnArchiveForEachJava() throws Exception {
    assertEquals("", launcher.run());
    Path archive = launcher.awaitArchive();
    launcher.useJavaHome(launcher.installJava("other").toString());
    assertEquals("", launcher.run());
    await()
        .until(
            launcher::cached,
            files -> files.size() == 2 && !StubbedLauncher.isAnyInTheMaking(files));

    launcher.useJavaHome(launcher.home().toString());
    assertEquals("", launcher.run());

    assertEquals(1, launcher.calls("-Xshare:dump").size());
    assertEquals(1, launcher.calls("-XX:SharedArchiveFile=" + archive + " ").size());
  }

  @Test
  void triesAgainAtOnceForAnotherProgram() throws Exception {
    Files.writeString(launcher.home().resolve("fails"), "");
    assertEquals("", launcher.run());
    launcher.awaitArchive();
    Files.delete(launcher.home().resolve("fails"));
    changeTime(launcher.program(), Duration.ofDays(-1));

    assertEquals("", launcher.run());

    await().until(() -> Files.size(launcher.awaitArchive()) > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative", "/dev/null/cache", "/dev", "/a:b"})
  void runsWithoutAWordWhereThereCanBeNoArchive(String cacheHome) throws Exception {
    if (cacheHome.equals("/dev")) {
      Files.createDirectories(launcher.cache());
      Files.writeString(
          launcher.cache().resolve("anonproxy"), "a file, where the directory should be");
    } else {
      launcher.useCacheHome(cacheHome);
    }

    assertEquals("", launcher.run());

    assertEquals(1, launcher.calls("-Xshare:auto -jar").size());
    assertEquals(1, launcher.calls("").size());
  }

  @Test
  void triesAgainTheNextDayWhenNoArchiveCouldBeMade() throws Exception {
    Files.writeString(launcher.home().resolve("fails"), "");
    assertEquals("", launcher.run());
    Path archive = launcher.awaitArchive();
    assertEquals(0, Files.size(archive));

    assertEquals("", launcher.run());

    assertEquals(2, launcher.calls("-Xshare:auto -jar").size());
    Files.delete(launcher.home().resolve("fails"));
    changeTime(archive.resolveSibling(""), Duration.ofHours(-49));
    assertEquals("", launcher.run());
    await().until(() -> Files.size(launcher.awaitArchive()) > 0);
    assertEquals(2, launcher.calls("-Xshare:dump").size());
  }

  @Test
  void replacesAnArchiveOfWhichAPartIsMissing() throws Exception {
    assertEquals("", launcher.run());
    Path archive = launcher.awaitArchive();
    Files.writeString(archive, "class");

    assertEquals("", launcher.run());

    await().until(() -> Files.size(launcher.awaitArchive()) > 5);
    assertEquals(0, launcher.calls("-XX:SharedArchiveFile=" + archive + " ").size());
  }

  @Test
  void keepsNoArchiveThatIsFoundFaultyOrNeedsOptionsThatAreUnknown() throws Exception {
    Files.writeString(launcher.home().resolve("finds-fault"), "");

    assertEquals("", launcher.run());

    assertEquals(0, Files.size(launcher.awaitArchive()));
    assertEquals(1, launcher.calls("-XX:+VerifySharedSpaces").size());
  }

  @Test
  void startsNoProcessWhereThereIsAnArchive() throws Exception {
    assertEquals("", launcher.run());
    Path archive = launcher.awaitArchive();
    Path called = directory.resolve("called");
    launcher.usePath(
        launcher
            .stub(
                "echo $0 >>" + called,
                "cat",
                "env",
                "find",
                "readlink",
                "sed",
                "stat",
                "touch",
                "tr")
            .toString());

    assertEquals("", launcher.run());

    assertEquals(1, launcher.calls("-XX:SharedArchiveFile=" + archive + " ").size());
    assertFalse(Files.exists(called));
  }

  @Test
  void keepsTheArchiveToItsUser() throws Exception {
    assertEquals("", launcher.run());

    launcher.awaitArchive();

    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(launcher.cache().resolve("anonproxy"))));
  }
}

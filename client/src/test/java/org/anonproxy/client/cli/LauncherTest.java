package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at which java the launcher calls, and with which options. */
final class LauncherTest {
  @TempDir private Path directory = Path.of("");
  private StubbedLauncher launcher;

  @BeforeEach
  void install() throws IOException {
    launcher = new StubbedLauncher(directory);
    launcher.useCacheHome(""); // None of these is about archives.
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = "/nowhere")
  void findsJavaAsTheShellWouldWhereJavaHomeNamesNone(@Nullable String noHome) throws Exception {
    launcher.useJavaHome(noHome);
    Path decoys = directory.resolve("decoys");
    Files.createDirectories(decoys.resolve("directory/java"));
    Files.createDirectories(decoys.resolve("file"));
    Files.writeString(decoys.resolve("file/java"), "no program");
    launcher.usePath(
        decoys
            + "/directory:"
            + decoys
            + "/file::"
            + directory
            + "/*/bin:"
            + launcher.home()
            + "/bin:");

    assertEquals("", launcher.run());

    assertEquals(1, launcher.calls("-f page").size());
  }

  @Test
  void saysWhereNoJavaIsFound() throws Exception {
    launcher.useJavaHome(null);
    launcher.usePath(directory.toString());

    Process process = launcher.start("-f", "page");

    assertEquals(
        "ERROR: java not found; install Java 17 or newer, or set JAVA_HOME\n",
        new String(process.getInputStream().readAllBytes(), UTF_8));
    assertEquals(1, process.waitFor());
  }

  @Test
  void leavesTheCollectorToJavaOptions() throws Exception {
    launcher.useJavaOptions("-XX:+UseG1GC");

    assertEquals("", launcher.run());

    assertEquals(1, launcher.calls("-XX:+UseG1GC").size());
    assertEquals(0, launcher.calls("-XX:+UseSerialGC").size());
  }

  @Test
  void leavesTheOptimizingCompilerToLoadTests() throws Exception {
    assertEquals(0, launcher.start("load", "--help").waitFor());

    assertTrue(launcher.calls("load --help").get(0).contains("-XX:+TieredCompilation"));
    assertFalse(launcher.calls("load --help").get(0).contains("TieredStopAtLevel"));
  }
}

package org.anonproxy.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher with a java that tells its settings in place of running the program. */
class LauncherTest {
  private static final Path REAL_JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir private Path home = Path.of("");

  /** Returns the JVM's settings, a line each, with one space between words. */
  private String settings(String javaOptions) throws Exception {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        options=
        while [ "$1" != -jar ]; do
          options="$options $1"
          shift
        done
        exec '%s' $options -XX:+PrintFlagsFinal -version
        """
            .formatted(REAL_JAVA));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    ProcessBuilder launcher =
        new ProcessBuilder("sh", "src/main/launcher/anonserver.sh").redirectErrorStream(true);
    launcher.environment().put("JAVA_HOME", home.toString());
    launcher.environment().put("JAVA_OPTS", javaOptions);
    Process process = launcher.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.replaceAll(" +", " ");
  }

  @Test
  void collectsASmallHeapSeriallyAndLetsItGrowInLargeSteps() throws Exception {
    String settings = settings("");
    assertTrue(settings.contains(" UseSerialGC = true "), settings);
    assertTrue(settings.contains(" InitialHeapSize = " + (40 << 20) + " "), settings);
    assertTrue(settings.contains(" MaxNewSize = " + (16 << 20) + " "), settings);
    assertTrue(settings.contains(" MinHeapFreeRatio = 60 "), settings);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:+UseParallelGC",
        "-XX:+UseParallelGC\n",
        "-XX:+UseParallelGC\t-Xmx500m",
        "-Xmx500m -XX:+UseParallelGC",
        "-XX:MaxHeapFreeRatio=50 -XX:+UseParallelGC -Xlog:disable"
      })
  void leavesTheHeapToAnotherCollector(String javaOptions) throws Exception {
    String settings = settings(javaOptions);
    assertTrue(settings.contains(" UseParallelGC = true "), settings);
    assertFalse(settings.contains(" MaxNewSize = " + (16 << 20) + " "), settings);
    assertFalse(settings.contains(" MinHeapFreeRatio = 60 "), settings);
  }

  @Test
  void isNotMisledByOptionsThatNameNoCollector() throws Exception {
    String settings = settings("-XX:+UseGCOverheadLimit -Dcollector=MyGC");
    assertTrue(settings.contains(" UseSerialGC = true "), settings);
    assertTrue(settings.contains(" MaxNewSize = " + (16 << 20) + " "), settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx32m", "-XX:MaxHeapSize=32m", "-Xmx32m -XX:MaxHeapFreeRatio=50"})
  void startsInASmallerHeapThanItsOwn(String javaOptions) throws Exception {
    String settings = settings(javaOptions);
    assertTrue(settings.contains(" MaxHeapSize = " + (32 << 20) + " "), settings);
    assertTrue(settings.contains(" UseSerialGC = true "), settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:MaxHeapFreeRatio=50", "-Xmaxf0.5"})
  void takesTheRatioThatTheOperatorNames(String javaOptions) throws Exception {
    // By itself, the JVM does not start with a smallest ratio above the largest.
    String settings = settings(javaOptions);
    assertTrue(settings.contains(" MaxHeapFreeRatio = 50 "), settings);
    assertTrue(settings.contains(" InitialHeapSize = " + (40 << 20) + " "), settings);
  }
}

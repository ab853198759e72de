package org.anonproxy.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher with a java that tells its settings in place of running the program. */
class LauncherTest {
  private static final Path REAL_JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static final Pattern SETTING = Pattern.compile(" (\\w+) += (\\S+) ");
  private static final String INITIAL_BYTES = Long.toString(40 << 20);
  private static final String YOUNG_BYTES = Long.toString(16 << 20);

  @TempDir private Path home = Path.of("");

  /** Returns the values of the JVM's settings by their names. */
  private Map<String, String> settings(String javaOptions) throws Exception {
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
    return SETTING
        .matcher(output)
        .results()
        .collect(Collectors.toMap(setting -> setting.group(1), setting -> setting.group(2)));
  }

  @Test
  void collectsASmallHeapSeriallyAndLetsItGrowInLargeSteps() throws Exception {
    Map<String, String> settings = settings("");
    assertEquals("true", settings.get("UseSerialGC"));
    assertEquals(INITIAL_BYTES, settings.get("InitialHeapSize"));
    assertEquals(YOUNG_BYTES, settings.get("MaxNewSize"));
    assertEquals("60", settings.get("MinHeapFreeRatio"));
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
    Map<String, String> settings = settings(javaOptions);
    assertEquals("true", settings.get("UseParallelGC"));
    assertNotEquals(YOUNG_BYTES, settings.get("MaxNewSize"));
    assertNotEquals("60", settings.get("MinHeapFreeRatio"));
  }

  @Test
  void isNotMisledByOptionsThatNameNoCollector() throws Exception {
    Map<String, String> settings = settings("-XX:+UseGCOverheadLimit -Dcollector=MyGC");
    assertEquals("true", settings.get("UseSerialGC"));
    assertEquals(YOUNG_BYTES, settings.get("MaxNewSize"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx32m", "-XX:MaxHeapSize=32m", "-Xmx32m -XX:MaxHeapFreeRatio=50"})
  void startsInASmallerHeapThanItsOwn(String javaOptions) throws Exception {
    Map<String, String> settings = settings(javaOptions);
    assertEquals(Long.toString(32 << 20), settings.get("MaxHeapSize"));
    assertEquals("true", settings.get("UseSerialGC"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:MaxHeapFreeRatio=50", "-Xmaxf0.5"})
  void takesTheRatioThatTheOperatorNames(String javaOptions) throws Exception {
    // By itself, the JVM does not start with a smallest ratio above the largest.
    Map<String, String> settings = settings(javaOptions);
    assertEquals("50", settings.get("MaxHeapFreeRatio"));
    assertEquals(INITIAL_BYTES, settings.get("InitialHeapSize"));
  }
}

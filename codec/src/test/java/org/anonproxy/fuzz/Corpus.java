package org.anonproxy.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Replays the inputs that are kept for a fuzz target, in {@code src/test/resources/fuzz} in a
 * directory of the target's full name.
 */
public final class Corpus {
  /** Plays one input. */
  @FunctionalInterface
  public interface Target {
    /** Throws if something does not hold. */
    void play(byte[] bytes) throws Exception;
  }

  private Corpus() {}

  /** Makes one test of each file that is kept for the target class. */
  public static Stream<DynamicTest> replay(Class<?> targetClass, Target target)
      throws IOException, URISyntaxException {
    String name = "/fuzz/" + targetClass.getName();
    URL directory = targetClass.getResource(name);
    assertNotNull(directory, name);
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of(directory.toURI()))) {
      files = listed.sorted().toList();
    }
    assertTrue(!files.isEmpty(), name + " is empty");
    return files.stream()
        .map(
            file ->
                dynamicTest(
                    targetClass.getSimpleName() + " " + file.getFileName(),
                    () -> target.play(Files.readAllBytes(file))));
  }
}

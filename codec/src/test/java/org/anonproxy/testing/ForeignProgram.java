package org.anonproxy.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Finds a program of the system that a test holds anonproxy against. */
public final class ForeignProgram {
  private ForeignProgram() {}

  /**
   * Returns the path of {@code name}. Where it is not installed, the test that asks is skipped, and
   * says why; in CI, where {@code .ci/packages} has installed it, that test fails.
   */
  public static Path require(String name) {
    Optional<Path> found =
        Stream.concat(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")),
                Stream.of("/usr/sbin"))
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty()) {
      String missing = name + " is not installed; .ci/packages installs it on Debian";
      if (System.getenv("CI") != null) {
        Assertions.fail(missing);
      }
      Assumptions.abort(missing);
    }
    return found.orElseThrow();
  }
}

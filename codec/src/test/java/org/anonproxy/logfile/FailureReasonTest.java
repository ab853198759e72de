package org.anonproxy.logfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FailureReasonTest {
  @TempDir private Path directory = Path.of("");

  private static String reasonOf(Path file) {
    IOException cause =
        assertThrows(
            IOException.class,
            () ->
                Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close());
    return FailureReason.of(file, cause);
  }

  @Test
  void saysThatADirectoryIsMissing() {
    assertEquals(
        "its directory does not exist; create it first", reasonOf(directory.resolve("no/such")));
  }

  @Test
  void doesNotSayThatOfOneThatIsThere() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("no/such"));
    assertEquals("there cannot be such a file; choose another", reasonOf(link));
  }

  @Test
  void saysThatTheFileIsADirectory() {
    assertEquals("it is a directory; name a file in it", reasonOf(directory));
  }
}

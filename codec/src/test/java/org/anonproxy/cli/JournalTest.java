package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes a file for the socket between systemd's journal and a service. */
class JournalTest {
  @TempDir private Path directory = Path.of("");

  private Path file(String name) throws IOException {
    return Files.createFile(directory.resolve(name));
  }

  private static String numbersOf(Path file) throws IOException {
    return Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
  }

  private static boolean reads(Path file, String stream) {
    return Journal.reads(file, Map.of("JOURNAL_STREAM", stream));
  }

  @Test
  void isRecognisedByTheNumbersOfItsFile() throws IOException {
    Path journal = file("journal");
    Path link = Files.createSymbolicLink(directory.resolve("2"), journal);
    assertTrue(reads(journal, numbersOf(journal)));
    assertTrue(reads(link, numbersOf(journal)));
  }

  @Test
  void isNotTakenForWhatStandardErrorWasLedTo() throws IOException {
    String inherited = numbersOf(file("journal"));
    assertFalse(reads(file("errors.log"), inherited));
    assertFalse(reads(directory.resolve("missing"), inherited));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "8:", "8", "x:y", "-1:-1"})
  void isNotFoundInNonsense(String stream) throws IOException {
    assertFalse(reads(file("journal"), stream));
  }

  @Test
  void isNotThereWithoutTheVariable() throws IOException {
    assertFalse(Journal.reads(file("journal"), Map.of()));
  }

  @ParameterizedTest
  @CsvSource({"FATAL,2", "ERROR,3", "WARN,4", "INFO,6", "DEBUG,7", "TRACE,7"})
  void isToldHowUrgentALineIsAndNotTheTime(String level, int number) {
    StringBuilder line = new StringBuilder();
    new JournalLine()
        .append(
            Log4jLogEvent.newBuilder()
                .setTimeMillis(1)
                .setLevel(Level.valueOf(level))
                .setMessage(new SimpleMessage("two\nlines"))
                .build(),
            line);
    assertEquals("<%d>%-5s two\\u000Alines".formatted(number, level), line.toString());
  }
}

package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the document true: its blocks of bytes are the vectors that the engines are tested by. */
final class ProtocolDocumentTest {
  private static final Path DOCUMENT = Path.of("PROTOCOL.md");
  private static final String BLOCK_START = "```vector ";
  private static final String BLOCK_END = "```";

  @Test
  void documentHasTheBytesOfEveryVector() throws IOException {
    Map<String, Vector> documented = documentedVectors();
    assertEquals(vectorNames(), documented.keySet().stream().sorted().toList());
    documented.forEach((name, vector) -> assertEquals(Vector.read(name), vector, name));
  }

  @Test
  void everyPageSizeHasVector() throws IOException {
    List<String> expected =
        Stream.concat(Vector.PAGE_SIZES.stream().map(Vector::ofPage), Stream.of("malformed"))
            .sorted()
            .toList();
    assertEquals(expected, vectorNames());
  }

  @Test
  void diagramShowsThePrintedExchange() throws IOException {
    List<String> diagram =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("   |   seq="))
            .map(ProtocolDocumentTest::logged)
            .toList();
    assertEquals(
        Vector.read("page-1029").datagrams().stream().map(Vector.Datagram::logLine).toList(),
        diagram);
  }

  /** Makes the packet log line of a line of the diagram. */
  private static String logged(String line) {
    String[] words = line.strip().substring(1).strip().split("\\s+");
    String flags =
        Stream.of(words)
            .filter(List.of("ACK", "SYN", "FIN")::contains)
            .collect(Collectors.joining(" "));
    return "SEND " + words[0].substring(4) + " " + words[1].substring(4) + " " + flags;
  }

  private static List<String> vectorNames() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/vectors"))) {
      return files
          .map(file -> file.getFileName().toString())
          .map(name -> name.substring(0, name.length() - ".txt".length()))
          .sorted()
          .toList();
    }
  }

  private static Map<String, Vector> documentedVectors() throws IOException {
    Map<String, Vector> vectors = new LinkedHashMap<>();
    @Nullable String name = null;
    List<String> block = new ArrayList<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith(BLOCK_START)) {
        assertNull(name, "a block within a block");
        name = line.substring(BLOCK_START.length());
        block.clear();
      } else if (name != null && line.equals(BLOCK_END)) {
        assertNull(vectors.put(name, Vector.parse(block)), "twice: " + name);
        name = null;
      } else {
        block.add(line);
      }
    }
    assertTrue(name == null, "a block without end");
    return vectors;
  }
}

package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.anonproxy.client.Pages;
import org.anonproxy.client.UnreliableServer;
import org.anonproxy.client.UnreliableServer.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packaged client on a real JVM, which makes and uses an archive of its classes. */
final class ClassArchiveTest {
  private static final byte[] PAGE = Pages.random(1_000);

  @TempDir private Path directory = Path.of("");

  private void fetch(UnreliableServer server, String javaOptions) throws Exception {
    List<String> command = new ArrayList<>(List.of(directory.resolve("anonclient").toString()));
    command.addAll(List.of("-s", "127.0.0.1", "-f", "page", "-l", "log", "-p"));
    command.add(Integer.toString(server.address().getPort()));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    builder.environment().put("JAVA_OPTS", javaOptions);
    Process client = builder.start();
    assertEquals("", new String(client.getInputStream().readAllBytes(), UTF_8));
    assertEquals(0, client.waitFor());
    assertArrayEquals(PAGE, Files.readAllBytes(directory.resolve("page")));
  }

  private Path awaitArchive() {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              try (Stream<Path> files = Files.list(directory.resolve("cache/anonproxy"))) {
                return files.toList();
              }
            },
            files -> files.size() == 1 && files.get(0).toString().endsWith(".jsa"))
        .get(0);
  }

  /** Fetches once more and returns how many of the program's classes came out of the archive. */
  private long shared(UnreliableServer server, String prefix) throws Exception {
    fetch(server, "-Xlog:class+load:file=classes.log");
    try (Stream<String> lines = Files.lines(directory.resolve("classes.log"))) {
      return lines
          .filter(line -> line.contains(" " + prefix) && line.contains("shared objects file"))
          .count();
    }
  }

  private static void damage(Path archive, byte[] content) throws IOException {
    Files.delete(archive);
    Files.write(archive, content);
  }

  @Test
  void takesItsClassesFromAnArchiveAndDoesWithoutOneThatIsDamaged() throws Exception {
    PackagedClient.write(directory.resolve("anonclient"));
    try (UnreliableServer server = new UnreliableServer(PAGE, Link.PERFECT)) {
      fetch(server, "");
      Path archive = awaitArchive();
      // Everything a fetch needs, from the command line to the last packet, is in it.
      assertTrue(shared(server, "picocli") > 100);
      assertTrue(shared(server, "io.netty") > 300);
      assertTrue(shared(server, "org.anonproxy.client.PageSink") > 0);
      byte[] whole = Files.readAllBytes(archive);

      Arrays.fill(whole, whole.length / 2, whole.length / 2 + 1_000, (byte) 0);
      damage(archive, whole);
      assertEquals(0, shared(server, "picocli"));
    }
  }
}

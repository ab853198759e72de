package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
  /** How an event loop ends, and which classes that takes, differs from run to run. */
  private static final int MAX_OTHER_CLASSES = 8;

  /** What takes a fetch longer to load than the page, and is of no use to it. */
  private static final List<String> NEEDLESS =
      List.of(
          "org.anonproxy.client.cli.LoadCommand",
          "org.anonproxy.client.cli.TraceCommand",
          "java.util.logging.",
          "java.time.format.",
          "io.netty.buffer.AdaptivePoolingAllocator",
          "jdk.proxy",
          "java.lang.reflect.ProxyGenerator");

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
            files -> files.size() == 1 && !files.get(0).toString().endsWith(".making"))
        .get(0)
        .resolve("classes.jsa");
  }

  /** Fetches once more and returns what was loaded from where. */
  private List<String> loaded(UnreliableServer server) throws Exception {
    fetch(server, "-Xlog:class+load:file=classes.log");
    return Files.readAllLines(directory.resolve("classes.log"));
  }

  private static long shared(List<String> loaded, String prefix) {
    return loaded.stream()
        .filter(line -> line.contains(" " + prefix) && line.contains("shared objects file"))
        .count();
  }

  private static long of(List<String> loaded, String prefix) {
    return loaded.stream().filter(line -> line.contains(" " + prefix)).count();
  }

  /** Takes a page from the end, which the launcher is not to see by the time. */
  private static void truncate(Path archive) throws IOException {
    FileTime time = Files.getLastModifiedTime(archive);
    byte[] whole = Files.readAllBytes(archive);
    Files.delete(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length - 4096));
    Files.setLastModifiedTime(archive, time);
  }

  @Test
  void takesItsClassesFromAnArchiveAndDoesWithoutOneOfWhichAPartIsMissing() throws Exception {
    PackagedClient.write(directory.resolve("anonclient"));
    try (UnreliableServer server = new UnreliableServer(PAGE, Link.PERFECT)) {
      fetch(server, "");
      Path archive = awaitArchive();
      List<String> loaded = loaded(server);
      // Everything a fetch needs, from the command line to the last packet, is in it.
      assertTrue(shared(loaded, "picocli") > 100);
      assertTrue(shared(loaded, "io.netty") > 300);
      assertTrue(shared(loaded, "org.anonproxy.client.PageSink") > 0);
      List<String> others = loaded.stream().filter(line -> line.contains("source: file:")).toList();
      assertTrue(others.size() <= MAX_OTHER_CLASSES, others::toString);
      for (String needless : NEEDLESS) {
        assertEquals(0, of(loaded, needless), needless);
      }

      // A heap that is smaller than what a fetch would begin with.
      fetch(server, "-Xmx8m");

      truncate(archive);
      List<String> loadedWithout = loaded(server);
      assertEquals(0, shared(loadedWithout, "picocli"));
      assertTrue(of(loadedWithout, "picocli") > 100);
    }
  }
}

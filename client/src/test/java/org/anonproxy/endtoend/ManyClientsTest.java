package org.anonproxy.endtoend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.anonproxy.client.AnonClient;
import org.anonproxy.client.ClientConfig;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.AnonServer;
import org.anonproxy.server.ServerConfig;
import org.anonproxy.server.SessionLog;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageMetadata;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Serves many clients at once: one event loop at the server, one for all the clients. */
class ManyClientsTest {
  private static final int CLIENTS = 100;

  private static Stream<byte[]> pages() throws IOException {
    byte[] random = new byte[1 << 20];
    new Random(1).nextBytes(random);
    return Stream.of(random, Files.readAllBytes(Path.of("src/demo/page.html")), new byte[0]);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyClientHasThePage(byte[] content) throws Exception {
    Page page =
        new Page(
            Unpooled.directBuffer(content.length).writeBytes(content),
            new PageMetadata(URI.create("file:///page"), null, null, null, Instant.EPOCH));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (AnonServer server = AnonServer.bind(ServerConfig.at(anyPort));
        AnonClient client = AnonClient.create(ClientConfig.standard())) {
      server.serve(page, PacketLog.NONE, new SessionLog());
      List<CompletableFuture<byte[]>> fetches = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        fetches.add(client.fetchBytes(server.address(), 1 << 20));
      }
      for (CompletableFuture<byte[]> fetch : fetches) {
        assertArrayEquals(content, fetch.get(50, TimeUnit.SECONDS));
      }
      // The thread of the server before it may be about to end.
      await().until(() -> serverEventLoopThreads() == 1);
    } finally {
      page.release();
    }
  }

  private static long serverEventLoopThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("anonserver"))
        .count();
  }
}

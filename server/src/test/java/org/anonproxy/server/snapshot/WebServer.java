package org.anonproxy.server.snapshot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.anonproxy.testing.ForeignProgram;
import org.awaitility.Awaitility;

/** Runs nginx on a free loopback port, with all of its files in a directory of the test. */
final class WebServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String CONFIGURATION =
      """
      daemon off;
      master_process off;
      pid DIRECTORY/nginx.pid;
      error_log DIRECTORY/error.log;
      events {}
      http {
        access_log DIRECTORY/access.log;
        client_body_temp_path DIRECTORY/body;
        proxy_temp_path DIRECTORY/proxy;
        fastcgi_temp_path DIRECTORY/fastcgi;
        uwsgi_temp_path DIRECTORY/uwsgi;
        scgi_temp_path DIRECTORY/scgi;
        types {
          text/html html; text/css css; text/javascript js mjs; image/png png; image/x-icon ico;
          image/svg+xml svg; font/woff woff; application/manifest+json webmanifest;
        }
        server { listen 127.0.0.1:PORT; root SITE; }
      }
      """;

  private final Process process;
  private final Path directory;
  private final int port;

  private WebServer(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /** Serves the files under the test resource {@code root}. */
  static WebServer serving(String root, Path directory) throws IOException, URISyntaxException {
    Path nginx = ForeignProgram.require("nginx");
    URL site = Objects.requireNonNull(WebServer.class.getResource(root), root);
    int port = freePort();
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("DIRECTORY", directory.toString())
            .replace("PORT", Integer.toString(port))
            .replace("SITE", Path.of(site.toURI()).toString()));
    Process process =
        new ProcessBuilder(
                nginx.toString(),
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("start.log").toString(),
                "-c",
                configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.out").toFile())
            .start();
    WebServer server = new WebServer(process, directory, port);
    Awaitility.await("nginx").atMost(PATIENCE).until(() -> server.answers());
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError(Files.readString(directory.resolve("nginx.out")));
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    }
  }
}

package org.anonproxy.server.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the packaged program as a process of its own, and looks at it from outside. */
public final class ServerProcess implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final long PATIENCE_SECONDS = 30;
  private static final Pattern LISTENING =
      Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+),.*");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final Process process;
  private final Path log;
  private final int port;

  private ServerProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts the program on a free port and returns once it serves {@code page}. */
  static ServerProcess start(ServedFile page, String... options) throws Exception {
    return start(page.path().toString(), options);
  }

  /** Starts the program on a free port and returns once it serves the page of a URL or path. */
  public static ServerProcess start(String page, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("program"));
    command.addAll(List.of("-p", "0", "--bind", LOOPBACK, "-w", page));
    command.addAll(List.of(options));
    Path log = Files.createTempFile("hostile", ".log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    BufferedReader out = process.inputReader(UTF_8);
    String line =
        CompletableFuture.supplyAsync(() -> out.lines().findFirst().orElse("nothing"))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Matcher listening = LISTENING.matcher(line);
    if (!listening.matches()) {
      throw new IOException("the server says " + line + " and " + Files.readString(log));
    }
    return new ServerProcess(process, log, Integer.parseInt(listening.group(1)));
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Returns the queue of the server's socket. */
  SocketQueue queue() {
    return new SocketQueue(port);
  }

  /** Returns the physical memory that the process has. */
  public long residentBytes() throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    Matcher resident = RESIDENT.matcher(status);
    return resident.find() ? 1024 * Long.parseLong(resident.group(1)) : 0;
  }

  /** Returns how many files and sockets the process has open. */
  public int openDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return (int) open.count();
    }
  }

  /** Collects all garbage and returns what lives. */
  public ClassHistogram liveObjects() throws Exception {
    return ClassHistogram.of(process.pid());
  }

  /** Ends the server as an operator does, and returns what it wrote to its console log. */
  public List<String> stop() throws Exception {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the server does not stop");
    }
    if (process.exitValue() != 0) {
      throw new IOException("the server ended with " + process.exitValue());
    }
    return Files.readAllLines(log, UTF_8);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(log);
  }
}

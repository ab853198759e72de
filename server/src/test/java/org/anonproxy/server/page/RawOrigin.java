package org.anonproxy.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/** Answers every connection on a loopback address in whatever way a test wants, legal or not. */
final class RawOrigin implements AutoCloseable {
  /** Writes the answer to a request that was read already; failing to do so is no error. */
  @FunctionalInterface
  interface Answer {
    void write(OutputStream out, RawOrigin origin) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Answer answer;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> requestHeads = new CopyOnWriteArrayList<>();

  private RawOrigin(ServerSocket server, Answer answer) {
    this.server = server;
    this.answer = answer;
    Thread thread = new Thread(this::serve, "origin");
    thread.setDaemon(true);
    thread.start();
  }

  static RawOrigin answering(Answer answer) throws IOException {
    return at(ServerSocketFactory.getDefault(), "127.0.0.1", 0, answer);
  }

  static RawOrigin answering(String answer) throws IOException {
    return answering((out, origin) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  static RawOrigin at(ServerSocketFactory sockets, String address, int port, Answer answer)
      throws IOException {
    return new RawOrigin(sockets.createServerSocket(port, 50, Fetching.address(address)), answer);
  }

  int port() {
    return server.getLocalPort();
  }

  String url(String target) {
    return "http://127.0.0.1:" + port() + target;
  }

  /** Returns the heads of all requests so far, as they came. */
  List<String> requestHeads() {
    return requestHeads;
  }

  /** Waits a little, less if the origin is closed, and tells whether it is still open. */
  boolean pause(long millis) throws InterruptedException {
    return !closed.await(millis, TimeUnit.MILLISECONDS);
  }

  private void serve() {
    while (closed.getCount() > 0) {
      try (Socket socket = server.accept()) {
        requestHeads.add(readHead(socket.getInputStream()));
        answer.write(socket.getOutputStream(), this);
      } catch (IOException e) {
        // The client hung up on a hostile answer, or the test is over: the loop's condition tells.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("no request");
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }
}

package org.anonproxy.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries one HTTP exchange over a socket that is connected to a checked address and to no other.
 *
 * <p>jsoup's connection offers no hold on its socket: it would look the host up a second time, and
 * a header that comes in byte by byte could keep it for days. So it is given this as its proxy, a
 * listening socket on loopback that takes a single connection and joins it to the socket opened
 * here. What is encrypted stays so from end to end. The route ends the exchange at the deadline
 * whatever the origin does, and passes on no more than {@link #MAX_HEAD_BYTES} before the
 * response's header has been understood.
 *
 * <p>Another user of the machine who is quick could take the one connection; the exchange then
 * fails but never carries anything to or from a place other than the checked address.
 *
 * <p>The thread that opened a route uses and closes it; up to two daemon threads work inside and
 * end with it.
 */
final class PinnedRoute implements AutoCloseable {
  /**
   * The longest header, with what TLS exchanges before it. jsoup looks through all the fields for
   * each of them: twice as many take four times as long.
   */
  static final int MAX_HEAD_BYTES = 64 * 1024;

  static final String THREAD_NAME_PREFIX = "anonproxy-page-";

  private static final int CHUNK_BYTES = 16 * 1024;
  private static final byte[] TUNNEL_OPEN =
      "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket origin;
  private final Deadline deadline;
  private final ServerSocket entrance;
  private final CountDownLatch headUnderstood = new CountDownLatch(1);
  private volatile @Nullable Socket inside;
  private volatile @Nullable IOException failure;

  private PinnedRoute(Socket origin, Deadline deadline) throws IOException {
    this.origin = origin;
    this.deadline = deadline;
    this.entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /**
   * Connects to the first of {@code addresses} that answers; they share {@code limit}, so that a
   * dead one does not use it up.
   *
   * @throws IOException if none answers; that of the last one
   */
  static PinnedRoute open(List<InetAddress> addresses, int port, Duration limit, Deadline deadline)
      throws IOException {
    Socket origin = connect(addresses, port, Deadline.after(limit), deadline);
    try {
      PinnedRoute route = new PinnedRoute(origin, deadline);
      start("down", route::carry);
      return route;
    } catch (IOException e) {
      origin.close();
      throw e;
    }
  }

  private static Socket connect(
      List<InetAddress> addresses, int port, Deadline connectDeadline, Deadline deadline)
      throws IOException {
    for (int index = 0; ; index++) {
      int shareMillis = connectDeadline.remainingMillis() / (addresses.size() - index);
      int limitMillis = Math.max(1, Math.min(shareMillis, deadline.remainingMillis()));
      Socket socket = new Socket(Proxy.NO_PROXY);
      try {
        socket.connect(new InetSocketAddress(addresses.get(index), port), limitMillis);
        return socket;
      } catch (IOException e) {
        socket.close();
        if (index == addresses.size() - 1) {
          throw e;
        }
      }
    }
  }

  /** Returns which of the addresses it is connected to. */
  InetAddress address() {
    return origin.getInetAddress();
  }

  /** Returns what jsoup must take as its proxy. */
  Proxy proxy() {
    return new Proxy(Proxy.Type.HTTP, entrance.getLocalSocketAddress());
  }

  /** Lifts the limit on the header: the rest is the body, which the reader limits. */
  void headUnderstood() {
    headUnderstood.countDown();
  }

  /**
   * Returns why the route broke off, or null if it did not. To be asked whenever a body seems to be
   * at its end: where the origin declared no length, breaking off looks the same to the reader.
   */
  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public void close() throws IOException {
    headUnderstood.countDown();
    // A socket that was accepted but not yet noted here meets the closed origin, and is closed too.
    try (origin;
        entrance) {
      Socket accepted = inside;
      if (accepted != null) {
        accepted.close();
      }
    }
  }

  private void carry() {
    try (origin;
        Socket accepted = accept()) {
      inside = accepted;
      RequestHead head = RequestHead.read(accepted.getInputStream());
      if (head.asksForTunnel()) {
        accepted.getOutputStream().write(TUNNEL_OPEN);
        start("up", () -> carryUp(accepted));
      } else {
        origin.getOutputStream().write(head.forOrigin());
      }
      carryDown(accepted);
    } catch (IOException e) {
      failure = e;
    }
  }

  private Socket accept() throws IOException {
    try (entrance) {
      entrance.setSoTimeout(deadline.remainingMillis());
      Socket accepted = entrance.accept();
      accepted.setSoTimeout(deadline.remainingMillis());
      return accepted;
    }
  }

  private void carryDown(Socket accepted) throws IOException {
    try {
      copyDown(origin.getInputStream(), accepted.getOutputStream());
    } catch (IOException e) {
      // Noted before the reader can see the end of what it reads.
      failure = e;
      throw e;
    }
  }

  private void copyDown(InputStream in, OutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (long carriedBytes = 0; ; ) {
      if (carriedBytes == MAX_HEAD_BYTES) {
        awaitHeadUnderstood();
      }
      int limitBytes =
          carriedBytes < MAX_HEAD_BYTES
              ? (int) Math.min(CHUNK_BYTES, MAX_HEAD_BYTES - carriedBytes)
              : CHUNK_BYTES;
      origin.setSoTimeout(deadline.remainingMillis());
      int readBytes = in.read(chunk, 0, limitBytes);
      if (readBytes < 0) {
        return;
      }
      out.write(chunk, 0, readBytes);
      carriedBytes += readBytes;
    }
  }

  private void awaitHeadUnderstood() throws IOException {
    try {
      if (!headUnderstood.await(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
        throw new ProtocolException(
            "the response's header is longer than " + MAX_HEAD_BYTES + " bytes");
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  private void carryUp(Socket inside) {
    try {
      inside.getInputStream().transferTo(origin.getOutputStream());
    } catch (IOException e) {
      // Nothing to report: one of the sockets ended, which the other direction sees and judges.
    }
  }

  private static void start(String direction, Runnable work) {
    Thread thread = new Thread(work, THREAD_NAME_PREFIX + direction);
    thread.setDaemon(true);
    thread.start();
  }
}

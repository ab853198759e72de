package org.anonproxy.capture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Captures the datagrams of any number of channels to a pcapng file that Wireshark opens: with
 * stamps in nanoseconds, the direction, and IP and UDP headers that bear the true addresses.
 *
 * <p>The file's size is bounded: a full one is set aside under dumpcap's kind of name and the next
 * begun, and the oldest is deleted. What an earlier run left in the file is set aside too. Every
 * file is a pcapng of its own and ends with statistics: how many datagrams were seen and how many
 * lost, because the disk was slower than the network or full. The first datagram after a gap says
 * how many are missing there.
 *
 * <p>A program that binds a port calls {@link #claim} before it does, so that an unusable file is
 * known first, and {@link #begin} afterwards, so that a port that is taken costs no older capture.
 * All methods may be called from any one thread; the handler runs on event loops, which it never
 * makes wait.
 */
public final class PacketCapture implements AutoCloseable {
  private static final long CLOSE_PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final CaptureFiles files;
  private final CaptureSettings settings;
  private final CaptureClock clock;
  private final CaptureQueue queue;
  private @Nullable CaptureWriter writer;
  private @Nullable Thread thread;
  private volatile boolean closed;

  private PacketCapture(CaptureFiles files, CaptureSettings settings, CaptureClock clock) {
    this.files = files;
    this.settings = settings;
    this.clock = clock;
    this.queue = new CaptureQueue(settings);
  }

  /**
   * Takes a file for a capture, without changing what is in it.
   *
   * @throws IOException with a message for the user: the file cannot be written, is something else
   *     than a capture, or belongs to another capture that runs
   */
  public static PacketCapture claim(Path file, CaptureSettings settings) throws IOException {
    return claim(file, settings, Ticker.systemTicker(), InstantSource.system());
  }

  /** Takes a file for a capture whose stamps come from clocks of a test's own. */
  static PacketCapture claim(
      Path file, CaptureSettings settings, Ticker ticker, InstantSource wallClock)
      throws IOException {
    CaptureFiles files = CaptureFiles.claim(file, settings.files());
    return new PacketCapture(files, settings, new CaptureClock(ticker, wallClock));
  }

  /**
   * Begins the file; to be called once.
   *
   * @return to be added first to the pipelines of datagram channels
   * @throws IOException if the file cannot be written after all
   */
  public ChannelHandler begin(CaptureSource source, CaptureObserver observer) throws IOException {
    if (writer != null || closed) {
      throw new IllegalStateException("a capture begins once, and not after its end");
    }
    CaptureWriter created = new CaptureWriter(queue, files, clock, settings, source, observer);
    created.begin();
    writer = created;
    thread = new Thread(created, "packet-capture");
    thread.setDaemon(true);
    thread.start();
    return new CaptureHandler(this);
  }

  /** Queues a datagram; on an event loop. The content is borrowed. */
  void add(
      boolean outbound,
      InetSocketAddress local,
      InetSocketAddress remote,
      ByteBuf content,
      int index,
      int lengthBytes) {
    if (closed) {
      queue.refuse();
    } else {
      queue.offer(clock.nanoTime(), outbound, local, remote, content, index, lengthBytes);
    }
  }

  /** Returns how many datagrams are in the capture's files so far, deleted ones included. */
  public long writtenDatagrams() {
    return writer == null ? 0 : writer.writtenDatagrams();
  }

  /** Returns how many datagrams passed and are not in the capture. */
  public long lostDatagrams() {
    return writer == null ? queue.refusedDatagrams() : writer.lostDatagrams();
  }

  /**
   * Hands what was captured to the operating system and closes the file, after the channels; gives
   * up on a disk that does not come to an end in five seconds. A capture that never began leaves
   * everything as it was. Does nothing the second time.
   *
   * @throws IOException if the file cannot be closed
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    CaptureWriter ending = writer;
    Thread ended = thread;
    if (ending == null || ended == null) {
      files.close();
      return;
    }
    ending.end();
    LockSupport.unpark(ended);
    try {
      ended.join(CLOSE_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package org.anonproxy.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes what is queued, on a thread of its own, in naps that grow while nothing comes.
 *
 * <p>When the disk takes nothing, the capture pauses: what comes is counted as lost, and with every
 * ten seconds that pass one packet tries again.
 */
final class CaptureWriter implements Runnable {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final long FIRST_NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(250);
  private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(16);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final CaptureQueue queue;
  private final CaptureFiles files;
  private final CaptureClock clock;
  private final CaptureSettings settings;
  private final CaptureSource source;
  private final CaptureObserver observer;
  private final LocalAddresses addresses = new LocalAddresses();
  private final ByteBuf out = Unpooled.directBuffer(BUFFER_BYTES, BUFFER_BYTES);
  private final long startEpochNanos;

  private boolean begun;
  private boolean paused;
  private long retryNanos;
  private int bufferedDatagrams;
  private long lostBeforePause;

  /** How many losses packets in the buffer, and packets on disk, tell of. */
  private long toldLosses;

  private long toldLossesOnDisk;
  private volatile long writtenDatagrams;
  private volatile long unwrittenDatagrams;
  private volatile boolean ending;

  CaptureWriter(
      CaptureQueue queue,
      CaptureFiles files,
      CaptureClock clock,
      CaptureSettings settings,
      CaptureSource source,
      CaptureObserver observer) {
    this.queue = queue;
    this.files = files;
    this.clock = clock;
    this.settings = settings;
    this.source = source;
    this.observer = observer;
    startEpochNanos = clock.epochNanos(clock.nanoTime());
  }

  /** Begins the first file, so that a capture of nothing is a capture too. */
  void begin() throws IOException {
    try {
      beginFile();
      flush();
    } catch (IOException e) {
      out.release();
      throw e;
    }
  }

  /** Asks the thread to write what is queued by now and to end. */
  void end() {
    ending = true;
  }

  long writtenDatagrams() {
    return writtenDatagrams;
  }

  long lostDatagrams() {
    return queue.refusedDatagrams() + unwrittenDatagrams;
  }

  @Override
  public void run() {
    try {
      writeUntilEnd();
      finish();
    } catch (IOException failure) {
      pause(failure);
    } finally {
      out.release();
    }
  }

  private void writeUntilEnd() {
    long napNanos = FIRST_NAP_NANOS;
    while (true) {
      boolean last = ending;
      boolean busy = queue.drain(this::take);
      try {
        flush();
      } catch (IOException failure) {
        pause(failure);
      }
      if (last) {
        return;
      }
      napNanos = busy ? FIRST_NAP_NANOS : Math.min(2 * napNanos, LONGEST_NAP_NANOS);
      LockSupport.parkNanos(this, napNanos);
    }
  }

  private void take(CapturedDatagram datagram) {
    if (paused && clock.nanoTime() - retryNanos < 0) {
      lose(1);
      return;
    }
    try {
      append(datagram);
    } catch (IOException failure) {
      lose(1);
      pause(failure);
    }
  }

  private void append(CapturedDatagram datagram) throws IOException {
    int bytes = PcapngBlocks.maxPacketBytes(datagram);
    long end = files.sizeBytes() + out.readableBytes() + bytes + PcapngBlocks.STATISTICS_BYTES;
    if (begun && end > settings.fileBytes()) {
      endFile();
    }
    if (!begun) {
      beginFile();
    }
    if (out.writableBytes() < bytes + PcapngBlocks.STATISTICS_BYTES) {
      flush();
    }
    long lost = lostDatagrams();
    InetSocketAddress local =
        addresses.resolve(datagram.local(), datagram.remote(), clock.nanoTime());
    PcapngBlocks.writePacket(
        out, datagram, local, clock.epochNanos(datagram.stampNanos()), lost - toldLosses);
    toldLosses = lost;
    bufferedDatagrams++;
  }

  private void beginFile() throws IOException {
    files.next();
    clock.anchor();
    PcapngBlocks.writeHead(out, source, settings.snapLengthBytes());
    begun = true;
  }

  private void endFile() throws IOException {
    PcapngBlocks.writeStatistics(
        out,
        startEpochNanos,
        clock.epochNanos(clock.nanoTime()),
        writtenDatagrams + bufferedDatagrams,
        lostDatagrams());
    flush();
    begun = false;
  }

  private void finish() throws IOException {
    try {
      if (begun) {
        endFile();
      }
    } finally {
      files.close();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // other threads only read it
  private void flush() throws IOException {
    if (!out.isReadable()) {
      return;
    }
    try {
      files.write(out);
      toldLossesOnDisk = toldLosses;
      if (bufferedDatagrams > 0) {
        writtenDatagrams += bufferedDatagrams;
        resume();
      }
    } catch (IOException e) {
      lose(bufferedDatagrams);
      toldLosses = toldLossesOnDisk;
      begun = files.sizeBytes() > 0;
      throw e;
    } finally {
      out.clear();
      bufferedDatagrams = 0;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // other threads only read it
  private void lose(int datagrams) {
    unwrittenDatagrams += datagrams;
  }

  /** Goes on once a datagram is written: a full disk may well have room for a file's end. */
  private void resume() {
    if (paused) {
      paused = false;
      observer.resumed(lostDatagrams() - lostBeforePause);
    }
    lostBeforePause = lostDatagrams();
  }

  private void pause(IOException failure) {
    retryNanos = clock.nanoTime() + RETRY_NANOS;
    if (!paused) {
      paused = true;
      observer.paused(failure);
    }
  }
}

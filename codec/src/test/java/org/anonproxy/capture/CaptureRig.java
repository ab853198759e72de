package org.anonproxy.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.anonproxy.trace.CaptureReader;
import org.anonproxy.trace.CapturedUdp;

/** Captures what a test sends through a channel without a socket, at a time of its own. */
final class CaptureRig implements AutoCloseable, CaptureObserver {
  static final Instant BEGINNING = Instant.parse("2026-11-21T10:36:31.000000007Z");
  static final InetSocketAddress SERVER = address("192.0.2.1", 9000);
  static final InetSocketAddress CLIENT = address("192.0.2.2", 40_000);
  static final CaptureSource SOURCE = new CaptureSource("a test", "udp", "udp port 9000");

  /** The usual bounds, with a queue whose memory is reserved sixteen times as fast. */
  static final CaptureSettings SETTINGS = CaptureSettings.STANDARD.withQueue(1024);

  final MockTicker ticker = Ticker.newMockTicker();
  final List<String> reports = Collections.synchronizedList(new ArrayList<>());
  final PacketCapture capture;
  private final EmbeddedChannel channel = new EmbeddedChannel();

  CaptureRig(Path file, CaptureSettings settings) throws IOException {
    capture = PacketCapture.claim(file, settings, ticker, () -> BEGINNING);
  }

  static CaptureRig begun(Path file, CaptureSettings settings) throws IOException {
    CaptureRig rig = new CaptureRig(file, settings);
    rig.begin();
    return rig;
  }

  void begin() throws IOException {
    channel.pipeline().addFirst(capture.begin(SOURCE, this));
  }

  static InetSocketAddress address(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  void received(byte[] payload) {
    received(payload, CLIENT, SERVER);
  }

  void received(byte[] payload, InetSocketAddress from, InetSocketAddress to) {
    channel.writeInbound(new DatagramPacket(Unpooled.wrappedBuffer(payload), to, from));
    channel.releaseInbound();
  }

  void sent(byte[] payload) {
    sent(new DatagramPacket(Unpooled.wrappedBuffer(payload), CLIENT, SERVER));
  }

  void sent(DatagramPacket packet) {
    channel.writeOutbound(packet);
    channel.releaseOutbound();
  }

  @Override
  public void paused(IOException cause) {
    reports.add("paused");
  }

  @Override
  public void resumed(long lostDatagrams) {
    reports.add("resumed without " + lostDatagrams);
  }

  @Override
  public void close() throws IOException {
    channel.finishAndReleaseAll();
    capture.close();
  }

  /** Takes note of nothing. */
  static final class NoReports implements CaptureObserver {
    @Override
    public void paused(IOException cause) {}

    @Override
    public void resumed(long lostDatagrams) {}
  }

  /** Reads a capture as text: time, ends and length of each datagram. */
  static List<String> read(Path file) throws IOException {
    List<String> datagrams = new ArrayList<>();
    try (CaptureReader reader = CaptureReader.open(file)) {
      for (CapturedUdp datagram = reader.next(); datagram != null; datagram = reader.next()) {
        datagrams.add(
            datagram.source()
                + " > "
                + datagram.destination()
                + " "
                + Instant.ofEpochSecond(0, datagram.epochNanos())
                + " "
                + datagram.lengthBytes()
                + " "
                + datagram.payload().toString(US_ASCII));
      }
      if (reader.isCutShort()) {
        datagrams.add("cut short");
      }
    }
    return datagrams;
  }
}

package org.anonproxy.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.anonproxy.transport.BaseMode;
import org.anonproxy.transport.PageSender;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.wire.PacketHeader;

/**
 * Fetches a page from a server of its own over loopback, so that the JVM can write down which
 * classes a fetch needs: the launcher makes an archive of them, which halves the time that a fetch
 * takes from start to finish.
 */
public final class Rehearsal {
  /** Longer than a block, so that every kind of packet comes up. */
  private static final byte[] PAGE = "a page\n".repeat(100).getBytes(UTF_8);

  /** A rehearsal has the lowest priority, and the machine may be busy. */
  private static final int PATIENCE_MILLIS = 60_000;

  private Rehearsal() {}

  /** Runs the program once; the arguments are a file for the page and one for the packet log. */
  public static void main(String[] arguments) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    Thread server = new Thread(() -> serve(socket), "rehearsal-server");
    server.setDaemon(true);
    server.start();
    String host = socket.getLocalAddress().getHostAddress();
    String port = Integer.toString(socket.getLocalPort());
    Main.main(new String[] {"-s", host, "-p", port, "-f", arguments[0], "-l", arguments[1]});
  }

  private static void serve(DatagramSocket socket) {
    byte[] bytes = new byte[BaseMode.MAX_DATAGRAM_BYTES];
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
    try (socket) {
      PageSender sender = answerSyn(socket, packet);
      while (!sender.isOver()) {
        send(socket, packet, sender);
        socket.receive(packet);
        sender.receive(System.nanoTime(), datagram(packet));
      }
    } catch (IOException e) {
      // The fetch fails by itself, and says so by its exit code.
    }
  }

  private static PageSender answerSyn(DatagramSocket socket, DatagramPacket packet)
      throws IOException {
    socket.receive(packet);
    return PageSender.afterSyn(
        System.nanoTime(),
        RetransmissionPolicy.STANDARD,
        Unpooled.wrappedBuffer(PAGE),
        0,
        PacketHeader.sequenceNumber(datagram(packet)),
        packet.getLength());
  }

  private static ByteBuf datagram(DatagramPacket packet) {
    return Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength());
  }

  private static void send(DatagramSocket socket, DatagramPacket to, PageSender sender)
      throws IOException {
    ByteBuf datagram = sender.pollDatagram(System.nanoTime(), UnpooledByteBufAllocator.DEFAULT);
    if (datagram != null) {
      byte[] bytes = new byte[datagram.readableBytes()];
      datagram.readBytes(bytes).release();
      socket.send(new DatagramPacket(bytes, bytes.length, to.getSocketAddress()));
    }
  }
}

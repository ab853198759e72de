package org.anonproxy.server.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Holds sockets of many loopback addresses, connected to one server. */
final class Peers implements AutoCloseable {
  private final List<DatagramChannel> channels = new ArrayList<>();

  private Peers() {}

  static Peers open(int count, InetSocketAddress server) throws IOException {
    Peers peers = new Peers();
    for (int i = 0; i < count; i++) {
      DatagramChannel channel = Datagrams.socket(i);
      peers.channels.add(channel);
      channel.connect(server).configureBlocking(false);
    }
    return peers;
  }

  DatagramChannel channel(int index) {
    return channels.get(index);
  }

  /** Counts the peers for which something has arrived. */
  long answered() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(2048);
    long answered = 0;
    for (DatagramChannel channel : channels) {
      answered += channel.read(buffer.clear()) > 0 ? 1 : 0;
    }
    return answered;
  }

  @Override
  public void close() throws IOException {
    for (DatagramChannel channel : channels) {
      channel.close();
    }
  }
}

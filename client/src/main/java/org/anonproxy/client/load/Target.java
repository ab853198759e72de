package org.anonproxy.client.load;

import io.netty.channel.ChannelHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.anonproxy.netty.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * Says where the traffic goes, and from where.
 *
 * @param server the server
 * @param sources the local addresses over which the clients are spread; none leaves the choice to
 *     the system
 * @param portsPerClient how many UDP ports each client has; it uses them in turn, one per transfer
 * @param transport what moves the datagrams
 * @param tap a sharable handler at the socket of every port, such as a capture's, or null
 * @param loops how many event loops there are, at least 1
 * @param sparePorts how many more ports there may be, for clients that leave the server waiting
 */
public record Target(
    InetSocketAddress server,
    List<InetAddress> sources,
    int portsPerClient,
    DatagramTransport transport,
    @Nullable ChannelHandler tap,
    int loops,
    int sparePorts) {
  /** Creates a target without spare ports. */
  public Target(
      InetSocketAddress server,
      List<InetAddress> sources,
      int portsPerClient,
      DatagramTransport transport,
      @Nullable ChannelHandler tap,
      int loops) {
    this(server, sources, portsPerClient, transport, tap, loops, 0);
  }

  /** Copies the list and checks the numbers. */
  public Target {
    sources = List.copyOf(sources);
    if (portsPerClient < 1 || loops < 1) {
      throw new IllegalArgumentException("there must be at least one port per client, one loop");
    }
  }

  /** Returns a target with one port per client and one loop. */
  public static Target of(InetSocketAddress server) {
    return new Target(server, List.of(), 1, DatagramTransport.AUTO, null, 1);
  }

  Target withLoops(int loops) {
    return new Target(server, sources, portsPerClient, transport, tap, loops, sparePorts);
  }

  Target withSparePorts(int sparePorts) {
    return new Target(server, sources, portsPerClient, transport, tap, loops, sparePorts);
  }

  Target withSources(List<InetAddress> sources) {
    return new Target(server, sources, portsPerClient, transport, tap, loops, sparePorts);
  }

  /** Returns this target with a handler that sees every datagram on the wire. */
  public Target withTap(@Nullable ChannelHandler tap) {
    return new Target(server, sources, portsPerClient, transport, tap, loops, sparePorts);
  }
}

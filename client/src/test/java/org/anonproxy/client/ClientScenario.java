package org.anonproxy.client;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.Timeout;

/** Holds what tests of the client over real sockets on the loopback interface share. */
@Timeout(30)
abstract class ClientScenario {
  static final int MAX_BYTES = 1 << 20;
  static final RetransmissionPolicy ONE_ATTEMPT = RetransmissionPolicy.of(Duration.ofMillis(20), 0);

  static Stream<DatagramTransport> transports() {
    return Stream.of(DatagramTransport.NIO, DatagramTransport.AUTO.resolve()).distinct();
  }

  static AnonClient client(DatagramTransport transport) {
    return AnonClient.create(ClientConfig.standard().withTransport(transport));
  }

  static AnonClient client() {
    return client(DatagramTransport.NIO);
  }

  static FetchException failure(CompletableFuture<?> fetch) {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> fetch.get(20, TimeUnit.SECONDS));
    return assertInstanceOf(FetchException.class, e.getCause());
  }

  static void assertSays(String part, FetchException e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(part), message);
  }

  static boolean isFree(InetSocketAddress address) {
    try {
      new DatagramSocket(address).close();
      return true;
    } catch (SocketException inUse) {
      return false;
    }
  }
}

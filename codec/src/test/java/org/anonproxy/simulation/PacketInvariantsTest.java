package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;
import org.junit.jupiter.api.Test;

/**
 * Proves of every invariant of packets and buffers that it can fail, by an endpoint that breaks it.
 */
final class PacketInvariantsTest extends InvariantFixture {
  /** A server that answers a SYN rightly, and then is asked what to do. */
  private abstract class Server extends StubEndpoint {
    Server() {
      super(client);
    }

    @Override
    public void receive(long nowNanos, Node source, ByteBuf datagram) {
      if (PacketHeader.flags(datagram) == Flags.SYN) {
        send(ISS, ISN + 1, Flags.SYN_ACK);
      } else {
        answer();
      }
    }

    abstract void answer();
  }

  /** A client that answers the first packet with the third one, twice. */
  private final class Client extends StubEndpoint {
    private int received;

    Client() {
      super(server);
      send(ISN, 0, Flags.SYN);
    }

    @Override
    public void receive(long nowNanos, Node source, ByteBuf datagram) {
      if (received++ == 0) {
        send(ISN + 1, ISS + 1, Flags.ACK);
        network.at(SECOND, () -> network.start(client, new ThirdPacket()));
      }
    }
  }

  private final class ThirdPacket extends StubEndpoint {
    ThirdPacket() {
      super(server);
      send(ISN + 1, ISS + 1, Flags.ACK);
    }
  }

  @Test
  void seesAReservedBit() {
    correctClient.send(ISN, 0, Flags.SYN | 8, 0);
    breaks("every packet is well-formed", () -> serve(new StubEndpoint(client)));
  }

  @Test
  void seesAPacketThatIsTooLarge() {
    correctClient.send(ISN, 0, Flags.SYN, 513);
    breaks("every packet is well-formed", () -> serve(new StubEndpoint(client)));
  }

  @Test
  void seesAPacketThatNothingPrompted() {
    correctClient.send(ISN, 0, Flags.SYN);
    correctClient.send(ISN, 0, Flags.SYN);
    breaks(
        "no more packets out than packets in plus timers fired",
        () -> serve(new StubEndpoint(client)));
  }

  @Test
  void seesAnAnswerThatAmplifies() {
    correctClient.send(ISN, 0, Flags.SYN);
    breaks(
        "at most 3 times the bytes to an unvalidated peer",
        () ->
            serve(
                new StubEndpoint(client) {
                  @Override
                  public void receive(long nowNanos, Node source, ByteBuf datagram) {
                    send(ISS, ISN + 1, Flags.SYN_ACK, 25);
                  }
                }));
  }

  @Test
  void seesDataForAPeerThatProvedNothing() {
    correctClient.send(ISN, 0, Flags.SYN);
    breaks(
        "at most 3 times the bytes to an unvalidated peer",
        () ->
            serve(
                new StubEndpoint(client) {
                  @Override
                  public void receive(long nowNanos, Node source, ByteBuf datagram) {
                    send(ISS + 1, ISN + 2, Flags.ACK, 512);
                  }
                }));
  }

  @Test
  void seesASecondBlockOutstanding() {
    network.start(client, new Client());
    Server wrong =
        new Server() {
          private int start = ISS + 1;

          @Override
          void answer() {
            send(start, ISN + 2, Flags.ACK, 512);
            start += 512;
          }
        };
    network.start(server, wrong);
    breaks("at most one block is outstanding", network::run);
  }

  @Test
  void seesABlockRepeatedUponADuplicateAck() {
    network.start(client, new Client());
    Server wrong =
        new Server() {
          @Override
          void answer() {
            send(ISS + 1, ISN + 2, Flags.ACK, 512);
          }
        };
    network.start(server, wrong);
    breaks("at most one block is outstanding", network::run);
  }

  @Test
  void seesABufferThatIsKept() {
    correctClient.send(ISN, 0, Flags.SYN);
    breaks(
        "no buffer leaks",
        () ->
            serve(
                new StubEndpoint(client) {
                  @Override
                  public void receive(long nowNanos, Node source, ByteBuf datagram) {
                    datagram.retain();
                  }
                }));
  }

  @Test
  void seesATimerThatDoesNothing() {
    StubEndpoint wrong =
        new StubEndpoint(server) {
          @Override
          public boolean hasDeadline() {
            return true;
          }

          @Override
          public long deadlineNanos() {
            return SECOND;
          }
        };
    network.start(client, wrong);
    breaks("a timer that fires does something", network::run);
  }

  @Test
  void seesATimerThatFiresEarly() {
    StubEndpoint wrong =
        new StubEndpoint(server) {
          @Override
          public boolean hasDeadline() {
            return true;
          }

          @Override
          public long deadlineNanos() {
            return SECOND;
          }

          @Override
          public void timeout(long nowNanos) {
            send(ISN, 0, Flags.SYN);
          }
        };
    network.start(client, wrong);
    breaks("a timer that is called early changes nothing", network::run);
  }

  @Test
  void tellsARunThatDependsOnMoreThanTheSeed() {
    int[] outside = {0};
    long[] hashes = new long[2];
    for (int run = 0; run < 2; run++) {
      SimulatedNetwork each = new SimulatedNetwork(42, 0);
      Node from = each.join("client");
      Node to = each.join("server");
      each.connect(from, to, each.link(LinkConditions.PERFECT));
      StubEndpoint wrong = new StubEndpoint(to);
      wrong.send(outside[0]++, 0, Flags.SYN);
      each.start(from, wrong);
      each.run();
      hashes[run] = each.trace().hash();
    }
    assertNotEquals(hashes[0], hashes[1]);
  }

  @Test
  void namesSeedTimeInvariantAndTheLastLines() {
    correctClient.send(ISN, 0, Flags.SYN);
    network.at(SECOND, () -> network.start(client, correctClient));
    network.start(
        server,
        new StubEndpoint(client) {
          @Override
          public void receive(long nowNanos, Node source, ByteBuf datagram) {
            datagram.retain();
          }
        });
    InvariantViolation violation = assertThrows(InvariantViolation.class, network::run);
    assertEquals(
        """
        seed 42, after 1000000000 ns: no buffer leaks: 1 buffers are held after a call to server
           0.000000000 s  START      server
           1.000000000 s  START      client
           1.000000000 s  SEND       client > server: 12345 0 SYN (12 bytes)
           1.000000000 s  RECV       client > server: 12345 0 SYN (12 bytes)
        """,
        violation.getMessage());
  }

  @Test
  void reportsAnEngineThatThrowsLikeABrokenInvariant() {
    network.at(
        0,
        () -> {
          throw new IllegalStateException("thrown by an engine");
        });
    InvariantViolation violation = assertThrows(InvariantViolation.class, network::run);
    assertTrue(
        String.valueOf(violation.getMessage())
            .startsWith("seed 42, after 0 ns: java.lang.IllegalStateException: thrown by"));
  }
}

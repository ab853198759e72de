package org.anonproxy.server.session;

import static org.anonproxy.server.session.ServerChannel.PEER;
import static org.anonproxy.server.session.ServerChannel.peer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.anonproxy.server.session.ServerChannel.Sent;
import org.anonproxy.transport.Disposition;
import org.anonproxy.transport.InitialSequenceNumbers;
import org.anonproxy.transport.ProgressLimits;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.Test;

/** Plays peers that mean no good, and holds the server to what they may make it do. */
class HostilePeersTest {
  private static final int ISN = 12345;
  private static final int SEEDS = 1500;
  private static final int STEPS = 40;
  private static final List<InetSocketAddress> PEERS =
      List.of(PEER, peer("127.0.0.2", 5001), peer("127.0.0.3", 5000));

  private static SessionLimits halfOpen(int maxHalfOpen) {
    return new SessionLimits(100_000, maxHalfOpen, 0, ProgressLimits.STANDARD);
  }

  private static InetSocketAddress spoofed(int index) {
    return peer("127.1." + (index >>> 8 & 0xff) + "." + (index & 0xff), 1024 + (index >>> 16));
  }

  @Test
  void keepsNoMoreThanTheHalfOpenLimitOfAFloodAndForgetsIt() {
    try (ServerChannel server = new ServerChannel("hello")) {
      for (int i = 0; i < 20_000; i++) {
        server.receive(spoofed(i), i, 0, Flags.SYN);
        assertEquals(Flags.SYN_ACK, server.sent(spoofed(i)).flags());
      }
      assertEquals(SessionLimits.STANDARD.maxHalfOpen(), server.sessions());
      assertEquals(SessionLimits.STANDARD.maxHalfOpen(), server.pageReferences());

      server.pass(Duration.ofSeconds(6));
      assertEquals(0, server.sessions());
      assertEquals(0, server.pageReferences());
      server.expectEvents();
      server.discardSent();
    }
  }

  @Test
  void servesAnHonestPeerInTheMidstOfAFlood() {
    try (ServerChannel server = new ServerChannel("hello", halfOpen(10), keyed())) {
      flood(server, 0);
      server.receive(PEER, ISN, 0, Flags.SYN);
      int iss = server.sent(PEER).sequenceNumber();
      flood(server, 1000);
      server.receive(PEER, ISN + 1, iss + 1, Flags.ACK);
      assertEquals(new Sent(iss + 1, ISN + 2, Flags.FIN, "hello"), server.sent(PEER));
      flood(server, 2000);
      server.receive(PEER, ISN + 2, iss + 6, Flags.FIN_ACK);
      server.expectEvents("opened 5000", "closed 5000 COMPLETED");
    }
  }

  private static void flood(ServerChannel server, int from) {
    for (int i = from; i < from + 1000; i++) {
      server.receive(spoofed(i), i, 0, Flags.SYN);
    }
    server.discardSent();
  }

  private static InitialSequenceNumbers keyed() {
    return ServerChannel.keyedNumbers();
  }

  @Test
  void sendsAnUnprovenPeerAtMostThreeTimesItsBytesWhateverItDoes() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      try (ServerChannel server = new ServerChannel("hello", halfOpen(seed % 3), keyed())) {
        Map<InetSocketAddress, Integer> received = new HashMap<>();
        Map<InetSocketAddress, Integer> sent = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
          InetSocketAddress peer = PEERS.get(random.nextInt(PEERS.size()));
          byte[] datagram = hostileDatagram(random);
          received.merge(peer, datagram.length, Integer::sum);
          server.receive(peer, datagram);
          if (random.nextInt(4) == 0) {
            server.skip(Duration.ofMillis(random.nextInt(4000)));
          }
          server.takeSentBytes(sent);
          checkAmplification(seed, step, received, sent);
        }
        server.skip(Duration.ofSeconds(10));
        server.takeSentBytes(sent);
        checkAmplification(seed, STEPS, received, sent);
        assertEquals(0, server.sessions(), "seed " + seed);
      }
    }
  }

  private static void checkAmplification(
      int seed,
      int step,
      Map<InetSocketAddress, Integer> received,
      Map<InetSocketAddress, Integer> sent) {
    sent.forEach(
        (peer, bytes) ->
            assertTrue(
                bytes <= 3 * received.getOrDefault(peer, 0),
                () ->
                    "seed "
                        + seed
                        + ", step "
                        + step
                        + ": "
                        + bytes
                        + " bytes to "
                        + peer
                        + " for "
                        + received.get(peer)));
  }

  /** Makes a packet of few different numbers, so that they often meet, but proves nothing. */
  private static byte[] hostileDatagram(SplittableRandom random) {
    int flags = random.nextInt(3) == 0 ? random.nextInt(8) : Flags.SYN;
    return ByteBuffer.allocate(12 + (random.nextInt(4) == 0 ? random.nextInt(600) : 0))
        .putInt(ISN + random.nextInt(3))
        .putInt(random.nextInt(3))
        .putInt(flags)
        .array();
  }

  @Test
  void survivesAnyBytesInAnyStateAndAnswersNoMalformedOnes() {
    for (int seed = 0; seed < SEEDS / 3; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      try (ServerChannel server = new ServerChannel("hello", halfOpen(seed % 3), keyed())) {
        bringToSomeState(server, random);
        for (int step = 0; step < STEPS; step++) {
          byte[] datagram = new byte[random.nextInt(40)];
          random.nextBytes(datagram);
          if (datagram.length >= 12 && random.nextBoolean()) {
            ByteBuffer.wrap(datagram).putInt(8, random.nextInt(8));
          }
          long malformed = server.count(Disposition.MALFORMED);
          server.receive(PEER, datagram);
          if (server.count(Disposition.MALFORMED) > malformed) {
            server.expectSilence();
          }
          server.discardSent();
        }
        server.expectNoFailure();
      }
    }
  }

  private static void bringToSomeState(ServerChannel server, SplittableRandom random) {
    int state = random.nextInt(4);
    if (state > 0) {
      server.receive(PEER, ISN, 0, Flags.SYN);
      int iss = server.sent(PEER).sequenceNumber();
      if (state > 1) {
        server.receive(PEER, ISN + 1, iss + 1, Flags.ACK);
      }
      if (state > 2) {
        server.receive(PEER, ISN + 2, iss + 6, Flags.FIN_ACK);
      }
      server.discardSent();
    }
  }

  @Test
  void countsEveryKindOfDrop() {
    try (ServerChannel server =
        new ServerChannel("hello", new SessionLimits(1, 1, 0, ProgressLimits.STANDARD), keyed())) {
      server.receive(PEER, new byte[3]);
      server.receive(peer("127.0.0.9", 0), ISN, 0, Flags.SYN);
      server.receive(PEER, 1, 2, Flags.ACK);
      server.receive(PEER, ISN, 0, Flags.SYN);
      server.receive(PEER, ISN, 0, Flags.SYN);
      server.receive(PEER, 777, 0, Flags.SYN);
      server.receive(PEER, 1, 2, Flags.ACK);
      server.receive(PEER, 1, 2, Flags.SYN_ACK);
      server.receive(peer("127.0.0.3", 5000), ISN, 0, Flags.SYN);
      for (Disposition kind : Disposition.values()) {
        // Only a client drops what comes too early.
        assertEquals(kind == Disposition.FUTURE ? 0 : 1, server.count(kind), kind.name());
      }
      server.discardSent();
    }
  }
}

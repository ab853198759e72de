package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Carries packets one way, under its {@link LinkConditions}. Several routes may share one link, and
 * then share its queue and rate.
 */
public final class Link {
  private static final int IP_AND_UDP_HEADER_BYTES = 28;
  private static final int MAX_FLIPPED_BITS = 3;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final SimulatedRandom random;
  private final ByteBufAllocator allocator;
  private LinkConditions conditions;
  private PacketScript script = PacketScript.NONE;
  private long packets;
  private int lossRun;
  private int burstRest;
  private long busyUntilNanos;

  Link(SimulatedRandom random, ByteBufAllocator allocator, LinkConditions conditions) {
    this.random = random;
    this.allocator = allocator;
    this.conditions = conditions;
  }

  /** Goes on under other conditions. */
  public void become(LinkConditions next) {
    conditions = next;
  }

  /** Lets a script decide first. */
  public void follow(PacketScript next) {
    script = next;
  }

  /** Returns how many packets were handed to this link. */
  public long packets() {
    return packets;
  }

  /** Takes what arrives at the other end. */
  @FunctionalInterface
  interface Receiver {
    /** Takes {@code datagram}, which arrives at a time since the start. */
    void arrives(long atNanos, ByteBuf datagram);
  }

  /**
   * Carries a packet.
   *
   * @param datagram taken
   * @return why it was lost, or {@code null} if it will arrive
   */
  @Nullable Loss carry(ByteBuf datagram, long nowNanos, long networkPacket, Receiver receiver) {
    Fate fate = script.fate(packets++, networkPacket);
    Loss loss = fate == null ? loss(nowNanos) : fate.copies() == 0 ? Loss.SCRIPT : null;
    long departureNanos = 0;
    if (loss == null) {
      departureNanos = departure(nowNanos, datagram.readableBytes());
      loss = departureNanos < 0 ? Loss.QUEUE_FULL : null;
    }
    if (loss != null) {
      datagram.release();
    } else if (fate == null) {
      carryByChance(datagram, departureNanos, receiver);
    } else {
      carryByScript(datagram, departureNanos, fate, receiver);
    }
    return loss;
  }

  private @Nullable Loss loss(long nowNanos) {
    if (conditions.isDark(nowNanos)) {
      return Loss.BLACKOUT;
    }
    if (burstRest > 0) {
      burstRest--;
      return Loss.BURST;
    }
    if (random.chance(conditions.burst)) {
      burstRest = (int) random.below(conditions.burstLimit);
      return Loss.BURST;
    }
    if (random.chance(conditions.loss) && lossRun < conditions.lossRunLimit) {
      lossRun++;
      return Loss.CHANCE;
    }
    lossRun = 0;
    return random.chance(conditions.corruption) ? Loss.CHECKSUM : null;
  }

  /** Returns when the last bit of a packet has left, or a negative number if the queue is full. */
  private long departure(long nowNanos, int datagramBytes) {
    if (conditions.bytesPerSecond == 0) {
      return nowNanos;
    }
    long wireBytes = (long) datagramBytes + IP_AND_UDP_HEADER_BYTES;
    long startNanos = Math.max(nowNanos, busyUntilNanos);
    long waitingBytes = (startNanos - nowNanos) * conditions.bytesPerSecond / NANOS_PER_SECOND;
    if (waitingBytes + wireBytes > conditions.queueBytes) {
      return -1;
    }
    busyUntilNanos = startNanos + wireBytes * NANOS_PER_SECOND / conditions.bytesPerSecond;
    return busyUntilNanos;
  }

  private void carryByScript(ByteBuf datagram, long departureNanos, Fate fate, Receiver receiver) {
    for (int copy = 1; copy < fate.copies(); copy++) {
      receiver.arrives(departureNanos + delay(), copyOf(datagram));
    }
    receiver.arrives(departureNanos + fate.delayNanos() + delay(), datagram);
  }

  private void carryByChance(ByteBuf datagram, long departureNanos, Receiver receiver) {
    if (random.chance(conditions.duplication)) {
      receiver.arrives(departureNanos + delay(), copyOf(datagram));
    }
    long delayNanos = delay();
    if (random.chance(conditions.reordering)) {
      delayNanos += conditions.reorderingNanos;
    }
    if (random.chance(conditions.damage)) {
      flipBits(datagram);
    }
    if (random.chance(conditions.truncation)) {
      int bytes = (int) random.below(datagram.readableBytes());
      datagram.writerIndex(datagram.readerIndex() + bytes);
    }
    receiver.arrives(departureNanos + delayNanos, datagram);
  }

  private long delay() {
    long jitterNanos = conditions.jitterNanos == 0 ? 0 : random.below(conditions.jitterNanos + 1);
    return conditions.delayNanos + jitterNanos;
  }

  private void flipBits(ByteBuf datagram) {
    int flips = 1 + (int) random.below(MAX_FLIPPED_BITS);
    for (int i = 0; i < flips; i++) {
      long bit = random.below(8L * datagram.readableBytes());
      int index = datagram.readerIndex() + (int) (bit >>> 3);
      datagram.setByte(index, datagram.getByte(index) ^ (1 << (bit & 7)));
    }
  }

  private ByteBuf copyOf(ByteBuf datagram) {
    int bytes = datagram.readableBytes();
    return allocator.buffer(Math.max(1, bytes)).writeBytes(datagram, datagram.readerIndex(), bytes);
  }
}

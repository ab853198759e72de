package org.anonproxy.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Describes what a link does to the packets it carries; the default is perfect and instant. */
public final class LinkConditions {
  /** A link that delivers everything at once. */
  public static final LinkConditions PERFECT = builder().build();

  final double loss;
  final int lossRunLimit;
  final double burst;
  final int burstLimit;
  final double duplication;
  final double reordering;
  final long reorderingNanos;
  final double corruption;
  final double damage;
  final double truncation;
  final long delayNanos;
  final long jitterNanos;
  final long bytesPerSecond;
  final long queueBytes;
  final List<Blackout> blackouts;

  private LinkConditions(Builder builder) {
    this.loss = builder.loss;
    this.lossRunLimit = builder.lossRunLimit;
    this.burst = builder.burst;
    this.burstLimit = builder.burstLimit;
    this.duplication = builder.duplication;
    this.reordering = builder.reordering;
    this.reorderingNanos = builder.reorderingNanos;
    this.corruption = builder.corruption;
    this.damage = builder.damage;
    this.truncation = builder.truncation;
    this.delayNanos = builder.delayNanos;
    this.jitterNanos = builder.jitterNanos;
    this.bytesPerSecond = builder.bytesPerSecond;
    this.queueBytes = builder.queueBytes;
    this.blackouts = List.copyOf(builder.blackouts);
  }

  /** Begins with a perfect link. */
  public static Builder builder() {
    return new Builder();
  }

  /** Describes a link that does nothing but delay. */
  public static LinkConditions delayed(Duration delay) {
    return builder().delay(delay).build();
  }

  boolean isDark(long elapsedNanos) {
    for (int i = 0; i < blackouts.size(); i++) {
      if (blackouts.get(i).covers(elapsedNanos)) {
        return true;
      }
    }
    return false;
  }

  /** Names a time in which nothing gets through. */
  record Blackout(long fromNanos, long untilNanos) {
    boolean covers(long elapsedNanos) {
      return elapsedNanos >= fromNanos && elapsedNanos < untilNanos;
    }
  }

  /** Collects conditions; probabilities are 0 to 1 and per packet. */
  public static final class Builder {
    private double loss;
    private int lossRunLimit = Integer.MAX_VALUE;
    private double burst;
    private int burstLimit;
    private double duplication;
    private double reordering;
    private long reorderingNanos;
    private double corruption;
    private double damage;
    private double truncation;
    private long delayNanos;
    private long jitterNanos;
    private long bytesPerSecond;
    private long queueBytes = Long.MAX_VALUE;
    private final List<Blackout> blackouts = new ArrayList<>(2);

    private Builder() {}

    /** Loses each packet independently. */
    public Builder loss(double probability) {
      this.loss = probability;
      return this;
    }

    /** Loses each packet with a probability, but never more than {@code runLimit} in a row. */
    public Builder loss(double probability, int runLimit) {
      this.loss = probability;
      this.lossRunLimit = runLimit;
      return this;
    }

    /** Begins, with a probability, a burst that loses 1 to {@code limit} packets in a row. */
    public Builder burst(double probability, int limit) {
      this.burst = probability;
      this.burstLimit = limit;
      return this;
    }

    /** Delivers a packet twice, the second copy with a delay of its own. */
    public Builder duplication(double probability) {
      this.duplication = probability;
      return this;
    }

    /** Holds a packet back so that those behind it overtake it. */
    public Builder reordering(double probability, Duration by) {
      this.reordering = probability;
      this.reorderingNanos = by.toNanos();
      return this;
    }

    /** Flips bits in a way that the UDP checksum catches: the packet is lost. */
    public Builder corruption(double probability) {
      this.corruption = probability;
      return this;
    }

    /** Flips 1 to 3 bits in a way that no checksum catches: the packet arrives damaged. */
    public Builder damage(double probability) {
      this.damage = probability;
      return this;
    }

    /** Cuts a packet off at a random length. */
    public Builder truncation(double probability) {
      this.truncation = probability;
      return this;
    }

    /** Delays every packet by the same time. */
    public Builder delay(Duration delay) {
      this.delayNanos = delay.toNanos();
      return this;
    }

    /** Delays every packet by a further time between 0 and {@code most}. */
    public Builder jitter(Duration most) {
      this.jitterNanos = most.toNanos();
      return this;
    }

    /** Sends at most so many bytes per second, IP and UDP headers included. */
    public Builder rate(long bytesPerSecond) {
      this.bytesPerSecond = bytesPerSecond;
      return this;
    }

    /** Lets at most so many bytes wait for a link of limited rate. */
    public Builder queue(long bytes) {
      this.queueBytes = bytes;
      return this;
    }

    /** Lets nothing through that is sent between two times since the start. */
    public Builder blackout(Duration from, Duration until) {
      blackouts.add(new Blackout(from.toNanos(), until.toNanos()));
      return this;
    }

    /** Returns the conditions collected so far. */
    public LinkConditions build() {
      return new LinkConditions(this);
    }
  }
}

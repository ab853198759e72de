package org.anonproxy.client.load;

import io.netty.channel.ChannelHandler;
import java.time.Duration;
import org.anonproxy.transport.Linger;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Says everything about a load test.
 *
 * @param target where the traffic goes, and from where
 * @param workload how many clients transfer how much, and when
 * @param impairment what is done to the traffic
 * @param misbehaviour how many clients behave badly
 * @param conduct how each client speaks the protocol
 * @param seed makes arrivals, impairment and misbehaviour the same again
 */
public record LoadPlan(
    Target target,
    Workload workload,
    Impairment impairment,
    Misbehaviour misbehaviour,
    Conduct conduct,
    long seed) {
  private static final Duration MIN_DRAIN = Duration.ofSeconds(10);

  /** What a client may need beyond its time: its clock ticks, and machines are busy. */
  private static final Duration DRAIN_SLACK = Duration.ofSeconds(1);

  /** Sees to it that every event loop has a client. */
  public LoadPlan {
    target = target.withLoops(Math.min(target.loops(), workload.clients()));
  }

  /**
   * Says how each client speaks the protocol.
   *
   * @param retransmission how long and how often a packet is repeated
   * @param linger how long a finished conversation stays to answer the last block again
   * @param verifies whether every page is compared with the first
   */
  public record Conduct(RetransmissionPolicy retransmission, Linger linger, boolean verifies) {
    /** What the protocol document says, pages compared. */
    public static final Conduct STANDARD =
        new Conduct(RetransmissionPolicy.STANDARD, Linger.AFTER_LOSS, true);
  }

  /** Returns a plan without impairment or misbehaviour. */
  public static LoadPlan of(Target target, Workload workload) {
    return new LoadPlan(target, workload, Impairment.NONE, Misbehaviour.NONE, Conduct.STANDARD, 1);
  }

  /** Returns this plan with another link. */
  public LoadPlan withImpairment(Impairment impairment) {
    return new LoadPlan(target, workload, impairment, misbehaviour, conduct, seed);
  }

  /** Returns this plan with other clients. */
  public LoadPlan withMisbehaviour(Misbehaviour misbehaviour) {
    return new LoadPlan(target, workload, impairment, misbehaviour, conduct, seed);
  }

  /** Returns this plan with another conduct. */
  public LoadPlan withConduct(Conduct conduct) {
    return new LoadPlan(target, workload, impairment, misbehaviour, conduct, seed);
  }

  /** Returns this plan with a handler that sees every datagram on the wire, or with none. */
  public LoadPlan withTap(@Nullable ChannelHandler tap) {
    return withTarget(target.withTap(tap));
  }

  LoadPlan withTarget(Target target) {
    return new LoadPlan(target, workload, impairment, misbehaviour, conduct, seed);
  }

  /** Returns this plan with another seed. */
  public LoadPlan withSeed(long seed) {
    return new LoadPlan(target, workload, impairment, misbehaviour, conduct, seed);
  }

  /**
   * Returns how long transfers may go on after the duration: long enough for a client to give up a
   * server that has fallen silent, so that what hangs then is found to hang.
   */
  long drainNanos() {
    Duration underWay = impairment.delay().plus(impairment.jitter()).multipliedBy(2);
    long longest = Math.max(MIN_DRAIN.toNanos(), conduct.retransmission().silenceBudgetNanos());
    return longest + underWay.plus(misbehaviour.slowBy()).plus(DRAIN_SLACK).toNanos();
  }

  /** Returns how many UDP ports the test needs. */
  public long ports() {
    return (long) workload.clients() * target.portsPerClient();
  }
}

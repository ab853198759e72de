package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Joins endpoints by links on virtual time, in one thread. What happens depends on the seed alone.
 *
 * <p>Of things that happen at the same time, arrivals come before timers, as the protocol demands
 * ("before timers fire, datagrams already waiting are read"), and otherwise what was scheduled
 * first comes first.
 */
public final class SimulatedNetwork {
  private static final int MAX_STEPS = 20_000_000;
  private static final int MAX_TIMERS_AT_ONCE = 10_000;

  private final long seed;
  private final SimulatedRandom random;
  private final SimulatedClock clock;
  private final Trace trace = new Trace();
  private final BufferLedger ledger = new BufferLedger();
  private final List<Node> nodes = new ArrayList<>(2);
  private final List<Invariant> invariants = new ArrayList<>(16);
  private final PriorityQueue<Occurrence> agenda =
      new PriorityQueue<>(
          Comparator.comparingLong(Occurrence::atNanos).thenComparingLong(Occurrence::order));
  private final PriorityQueue<Occurrence> packetActions =
      new PriorityQueue<>(
          Comparator.comparingLong(Occurrence::atNanos).thenComparingLong(Occurrence::order));

  private long order;
  private long packets;
  private int inFlight;
  private long timerLatenessNanos;
  private int timersAtOnce;

  /** Orders what is to happen: by time, or for {@link #packetActions} by packet number. */
  private record Occurrence(long atNanos, long order, Runnable action) {}

  /**
   * Creates a network without nodes.
   *
   * @param clockOriginNanos what the engines' clock shows at the start
   */
  public SimulatedNetwork(long seed, long clockOriginNanos) {
    this.seed = seed;
    this.random = new SimulatedRandom(seed);
    this.clock = new SimulatedClock(clockOriginNanos);
  }

  /** Adds an address where nobody listens yet. */
  public Node join(String name) {
    Node node = new Node(name, nodes.size());
    nodes.add(node);
    return node;
  }

  /** Creates a link with a random generator of its own. */
  public Link link(LinkConditions conditions) {
    return new Link(random.split(), ledger, conditions);
  }

  /** Sends what {@code from} has for {@code to} over {@code link}. */
  public void connect(Node from, Node to, Link link) {
    from.route(to, link);
  }

  /** Checks an invariant from now on. */
  public void watch(Invariant invariant) {
    invariants.add(invariant);
  }

  /** Fires every timer so much later than its deadline. */
  public void timerLateness(long nanos) {
    timerLatenessNanos = nanos;
  }

  /** Starts an endpoint at a node, in the place of the one that was there. */
  public void start(Node node, SimulatedEndpoint endpoint) {
    guarded(
        () -> {
          kill(node);
          node.endpoint = endpoint;
          node.triggers++;
          trace.event(clock.elapsedNanos(), "START", node);
          settle(node, endpoint);
        });
  }

  /** Kills whatever runs at a node; what arrives there is lost until another is started. */
  public void kill(Node node) {
    SimulatedEndpoint endpoint = node.endpoint;
    if (endpoint != null) {
      node.endpoint = null;
      trace.event(clock.elapsedNanos(), "DEATH", node);
      endpoint.die();
    }
  }

  /** Stops a node for some time, while arrivals wait in its socket's queue. */
  public void freeze(Node node, long nanos) {
    node.frozen = true;
    node.frozenNanos += nanos;
    trace.event(clock.elapsedNanos(), "FREEZE", node);
    at(clock.elapsedNanos() + nanos, () -> thaw(node));
  }

  private void thaw(Node node) {
    node.frozen = false;
    trace.event(clock.elapsedNanos(), "THAW", node);
    for (Runnable arrival = node.inbox.poll(); arrival != null; arrival = node.inbox.poll()) {
      arrival.run();
    }
  }

  /** Does something at a time since the start. */
  public void at(long elapsedNanos, Runnable action) {
    agenda.add(new Occurrence(elapsedNanos, order++, action));
  }

  /** Does something once packet {@code number}, counted from 0 over all links, has been sent. */
  public void afterPacket(long number, Runnable action) {
    packetActions.add(new Occurrence(number, order++, action));
  }

  /** Lets everything happen until nothing is left to wait for. */
  public void run() {
    guarded(this::runAll);
  }

  private void runAll() {
    for (int steps = 0; steps < MAX_STEPS; steps++) {
      if (!step()) {
        for (int i = 0; i < invariants.size(); i++) {
          invariants.get(i).atEnd();
        }
        return;
      }
    }
    throw new IllegalStateException("not over after " + MAX_STEPS + " steps");
  }

  /** Adds seed, time and trace to whatever goes wrong. */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      throw new InvariantViolation(seed, clock, trace, e);
    }
  }

  private boolean step() {
    Occurrence next = agenda.peek();
    Node due = earliestDue();
    if (next != null && (due == null || next.atNanos() <= fireNanos(due))) {
      agenda.remove();
      clock.advanceTo(next.atNanos());
      next.action().run();
    } else if (due != null) {
      fire(due);
    } else {
      return false;
    }
    return true;
  }

  private @Nullable Node earliestDue() {
    Node earliest = null;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (node.awaitsTimer() && (earliest == null || fireNanos(node) < fireNanos(earliest))) {
        earliest = node;
      }
    }
    return earliest;
  }

  private long fireNanos(Node node) {
    SimulatedEndpoint endpoint = node.endpoint;
    if (endpoint == null) {
      throw new IllegalStateException("nobody has a deadline at " + node);
    }
    long deadlineNanos = clock.elapsedAt(endpoint.deadlineNanos()) + timerLatenessNanos;
    return Math.max(clock.elapsedNanos(), deadlineNanos);
  }

  private void fire(Node node) {
    SimulatedEndpoint endpoint = node.endpoint;
    if (endpoint == null) {
      return;
    }
    long fireNanos = fireNanos(node);
    callEarly(node, endpoint, endpoint.deadlineNanos() - 1);
    timersAtOnce = clock.elapsedNanos() == fireNanos ? timersAtOnce + 1 : 0;
    if (timersAtOnce > MAX_TIMERS_AT_ONCE) {
      throw new Invariant.Broken("a timer that fires does something", node.toString());
    }
    clock.advanceTo(fireNanos);
    node.triggers++;
    trace.event(fireNanos, "TIMER", node);
    for (int i = 0; i < invariants.size(); i++) {
      invariants.get(i).timerFires(node);
    }
    endpoint.timeout(clock.nanoTime());
    settle(node, endpoint);
  }

  /** Calls a timer before its deadline, unless that has passed; it must change nothing. */
  private void callEarly(Node node, SimulatedEndpoint endpoint, long earlyNanos) {
    if (!endpoint.hasDeadline() || earlyNanos - clock.nanoTime() < 0) {
      return;
    }
    long deadlineNanos = endpoint.deadlineNanos();
    if (deadlineNanos - earlyNanos <= 0) {
      return;
    }
    long sentBefore = node.sentPackets;
    endpoint.timeout(earlyNanos);
    endpoint.drain(earlyNanos, ledger, (to, datagram) -> send(node, to, datagram));
    boolean moved = !endpoint.hasDeadline() || endpoint.deadlineNanos() != deadlineNanos;
    if (moved || node.sentPackets != sentBefore) {
      throw new Invariant.Broken("a timer that is called early changes nothing", node.toString());
    }
  }

  private void send(Node from, Node to, ByteBuf datagram) {
    from.sentPackets++;
    trace.packet(clock.elapsedNanos(), "SEND", from, to, datagram);
    for (int i = 0; i < invariants.size(); i++) {
      invariants.get(i).sent(from, to, datagram);
    }
    Loss loss =
        from.routeTo(to)
            .carry(
                datagram,
                clock.elapsedNanos(),
                packets++,
                (atNanos, copy) -> {
                  inFlight++;
                  at(atNanos, () -> arrive(from, to, copy));
                });
    if (loss != null) {
      trace.event(clock.elapsedNanos(), loss.name(), from);
    }
  }

  private void arrive(Node from, Node to, ByteBuf datagram) {
    SimulatedEndpoint endpoint = to.endpoint;
    if (to.frozen && endpoint != null) {
      to.inbox.add(() -> arrive(from, to, datagram));
      return;
    }
    inFlight--;
    trace.packet(clock.elapsedNanos(), endpoint == null ? "NOBODY" : "RECV", from, to, datagram);
    if (endpoint == null) {
      datagram.release();
      return;
    }
    callEarly(to, endpoint, clock.nanoTime());
    to.triggers++;
    for (int i = 0; i < invariants.size(); i++) {
      invariants.get(i).delivered(from, to, datagram);
    }
    try {
      endpoint.receive(clock.nanoTime(), from, datagram);
    } finally {
      datagram.release();
    }
    settle(to, endpoint);
  }

  private void settle(Node node, SimulatedEndpoint endpoint) {
    endpoint.drain(clock.nanoTime(), ledger, (to, datagram) -> send(node, to, datagram));
    for (int i = 0; i < invariants.size(); i++) {
      invariants.get(i).afterEvent(node, endpoint);
    }
    while (!packetActions.isEmpty() && packetActions.element().atNanos() < packets) {
      packetActions.remove().action().run();
    }
  }

  /** Returns the clock. */
  public SimulatedClock clock() {
    return clock;
  }

  /** Returns what happened so far. */
  public Trace trace() {
    return trace;
  }

  /** Returns the allocator whose buffers the invariants count. */
  public ByteBufAllocator allocator() {
    return ledger;
  }

  /** Returns how many packets were sent over all links. */
  public long packets() {
    return packets;
  }

  /** Returns how many buffers are held by nobody that should: neither under way nor waiting. */
  int strayBuffers() {
    return ledger.open() - inFlight;
  }
}

package org.anonproxy.simulation;

import java.time.Duration;
import java.util.function.IntUnaryOperator;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Simulates one client that fetches one page from one server. Set it up, then {@link #run} it, all
 * invariants watching.
 */
public final class TransferSimulation {
  private static final PageVersions KILOBYTE = PageVersions.ofSizes(1024);

  private final long seed;
  private PageVersions versions = KILOBYTE;
  private RetransmissionPolicy policy = RetransmissionPolicy.STANDARD;
  private LinkConditions toServer = LinkConditions.PERFECT;
  private LinkConditions toClient = LinkConditions.PERFECT;
  private PacketScript serverScript = PacketScript.NONE;
  private PacketScript clientScript = PacketScript.NONE;
  private long clockOriginNanos;
  private long timerLatenessNanos;
  private @Nullable Long lingerNanos;
  private @Nullable Integer isn;
  private @Nullable IntUnaryOperator issOfIsn;
  private boolean intact = true;

  private TransferSimulation(long seed) {
    this.seed = seed;
  }

  /** Begins with a kilobyte over perfect links under the standard policy. */
  public static TransferSimulation seeded(long seed) {
    return new TransferSimulation(seed);
  }

  /** Sends a page of so many bytes. */
  public TransferSimulation pageBytes(int bytes) {
    return pages(PageVersions.ofSizes(bytes));
  }

  /** Sends the first of these versions, and the others after a refresh. */
  public TransferSimulation pages(PageVersions versions) {
    this.versions = versions;
    return this;
  }

  /** Repeats a packet at most so often, at both ends. */
  public TransferSimulation retries(int maxRetransmissions) {
    long minRtoNanos = RetransmissionPolicy.STANDARD.minRtoNanos();
    this.policy = new RetransmissionPolicy(minRtoNanos, maxRetransmissions);
    return this;
  }

  /** Puts both directions under the same conditions. */
  public TransferSimulation links(LinkConditions conditions) {
    return toServer(conditions).toClient(conditions);
  }

  /** Sets the conditions from client to server. */
  public TransferSimulation toServer(LinkConditions conditions) {
    this.toServer = conditions;
    return this;
  }

  /** Sets the conditions from server to client. */
  public TransferSimulation toClient(LinkConditions conditions) {
    this.toClient = conditions;
    return this;
  }

  /** Lets a script decide first about the packets of both directions. */
  public TransferSimulation script(PacketScript script) {
    return scriptToServer(script).scriptToClient(script);
  }

  /** Lets a script decide first about the client's packets. */
  public TransferSimulation scriptToServer(PacketScript script) {
    this.serverScript = script;
    return this;
  }

  /** Lets a script decide first about the server's packets. */
  public TransferSimulation scriptToClient(PacketScript script) {
    this.clientScript = script;
    return this;
  }

  /** Starts the engines' clock at a given time. */
  public TransferSimulation clockOrigin(long nanos) {
    this.clockOriginNanos = nanos;
    return this;
  }

  /** Fires every timer so much later than its deadline. */
  public TransferSimulation timerLateness(long nanos) {
    this.timerLatenessNanos = nanos;
    return this;
  }

  /** Lets the client linger for a fixed time. */
  public TransferSimulation linger(Duration linger) {
    this.lingerNanos = linger.toNanos();
    return this;
  }

  /** Fixes both initial sequence numbers; a restarted client adds its number of restarts. */
  public TransferSimulation sequenceNumbers(int clientIsn, int serverIss) {
    this.isn = clientIsn;
    this.issOfIsn = unused -> serverIss;
    return this;
  }

  /** Admits that what arrives may not be what was sent. */
  public TransferSimulation damaged() {
    this.intact = false;
    return this;
  }

  /** Joins both ends, for tests that interfere while it runs. */
  public RunningTransfer begin() {
    SimulatedNetwork network = new SimulatedNetwork(seed, clockOriginNanos);
    network.timerLateness(timerLatenessNanos);
    Invariants.watchBaseMode(network, intact);
    Link up = network.link(toServer);
    up.follow(serverScript);
    Link down = network.link(toClient);
    down.follow(clientScript);
    return new RunningTransfer(
        network,
        new RunningTransfer.Ends(versions, policy, lingerNanos, isn, issOfIsn, seed),
        up,
        down);
  }

  /** Runs the transfer to its end. */
  public TransferOutcome run() {
    return begin().run();
  }
}

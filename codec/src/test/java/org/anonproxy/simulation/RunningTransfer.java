package org.anonproxy.simulation;

import java.util.function.IntUnaryOperator;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;

/** Holds a transfer that has been joined: its network, its two nodes, and who runs there. */
public final class RunningTransfer {
  private final SimulatedNetwork network;
  private final Ends ends;
  private final SimulatedRandom numbers;
  private final Node clientNode;
  private final Node serverNode;
  private PageClient client;
  private PageListener server;
  private final Link toServer;
  private final Link toClient;
  private int restarts;

  /** Says how the two ends are made, and made again after a death. */
  record Ends(
      PageVersions versions,
      RetransmissionPolicy policy,
      @Nullable Long lingerNanos,
      @Nullable Integer isn,
      @Nullable IntUnaryOperator issOfIsn,
      long seed) {}

  RunningTransfer(SimulatedNetwork network, Ends ends, Link toServer, Link toClient) {
    this.network = network;
    this.ends = ends;
    this.toServer = toServer;
    this.toClient = toClient;
    this.numbers = new SimulatedRandom(~ends.seed());
    this.clientNode = network.join("client");
    this.serverNode = network.join("server");
    this.server = newServer();
    this.client = newClient();
    network.connect(clientNode, serverNode, toServer);
    network.connect(serverNode, clientNode, toClient);
  }

  private PageListener newServer() {
    long secret = numbers.nextLong();
    IntUnaryOperator fixed = ends.issOfIsn();
    return new PageListener(
        network.clock(),
        ends.policy(),
        ends.versions(),
        fixed == null ? PageListener.keyed(secret) : fixed);
  }

  private PageClient newClient() {
    int random = numbers.nextInt();
    Integer fixed = ends.isn();
    return PageClient.lingering(
        serverNode,
        network.clock().nanoTime(),
        ends.versions(),
        ends.policy(),
        ends.lingerNanos(),
        fixed == null ? random : fixed + restarts);
  }

  /** Kills the client and starts another at the same address, with another number. */
  public void restartClient() {
    restarts++;
    client = newClient();
    network.start(clientNode, client);
  }

  /** Kills the server and starts another at the same address, which knows nothing. */
  public void restartServer() {
    server = newServer();
    network.start(serverNode, server);
  }

  /** Puts both directions under other conditions from now on. */
  public void links(LinkConditions conditions) {
    toServer.become(conditions);
    toClient.become(conditions);
  }

  /** Returns the network, to interfere with. */
  public SimulatedNetwork network() {
    return network;
  }

  /** Returns the address of the client. */
  public Node clientNode() {
    return clientNode;
  }

  /** Returns the address of the server. */
  public Node serverNode() {
    return serverNode;
  }

  /** Returns the client that was started last. */
  public PageClient client() {
    return client;
  }

  /** Returns the server that was started last. */
  public PageListener server() {
    return server;
  }

  /** Runs the transfer to its end. */
  public TransferOutcome run() {
    network.start(serverNode, server);
    network.start(clientNode, client);
    network.run();
    long elapsedNanos = network.clock().elapsedNanos();
    TransferOutcome outcome =
        new TransferOutcome(
            client.closeReason(),
            server.closeReasons(),
            client.page().isWhole(),
            client.page().bytes(),
            network.packets(),
            client.retransmissions(),
            server.retransmissions(),
            elapsedNanos,
            network.trace().hash());
    network.kill(clientNode);
    network.kill(serverNode);
    return outcome;
  }
}

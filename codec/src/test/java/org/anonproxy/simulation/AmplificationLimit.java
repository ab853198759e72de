package org.anonproxy.simulation;

import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.Set;
import org.anonproxy.wire.Flags;
import org.anonproxy.wire.PacketHeader;

/**
 * Allows at most three times the bytes that an unproven peer sent: of everything until its return
 * path is proven for the first time, and of SYN|ACKs alone, measured by its SYNs, for ever.
 */
final class AmplificationLimit extends Invariant {
  private static final int FACTOR = 3;

  private final Flow<Account> accounts = new Flow<>();

  AmplificationLimit() {
    super("at most 3 times the bytes to an unvalidated peer");
  }

  /** Counts what went from a node to a peer and came back. */
  private static final class Account {
    /** The numbers that SYN|ACKs told the peer, and nobody else. */
    private final Set<Integer> secrets = new HashSet<>(2);

    private long sentBytes;
    private long receivedBytes;
    private long synAckBytes;
    private long synBytes;

    /** The node was the first to send, so the peer need not prove anything. */
    private boolean initiator;

    private boolean proven;
  }

  @Override
  protected void sent(Node from, Node to, ByteBuf datagram) {
    Account account = account(from, to);
    int flags = PacketHeader.isWellFormed(datagram) ? PacketHeader.flags(datagram) : 0;
    account.initiator |= flags == Flags.SYN && account.receivedBytes == 0;
    if (account.initiator) {
      return;
    }
    int bytes = datagram.readableBytes();
    account.sentBytes += bytes;
    if (flags == Flags.SYN_ACK) {
      account.synAckBytes += bytes;
      account.secrets.add(PacketHeader.sequenceNumber(datagram) + 1);
    }
    boolean tooMuch = !account.proven && account.sentBytes > FACTOR * account.receivedBytes;
    if (tooMuch || account.synAckBytes > FACTOR * account.synBytes) {
      throw broken(from + " sent " + account.sentBytes + " bytes for " + account.receivedBytes);
    }
  }

  @Override
  protected void delivered(Node from, Node to, ByteBuf datagram) {
    Account account = account(to, from);
    int bytes = datagram.readableBytes();
    account.receivedBytes += bytes;
    if (!PacketHeader.isWellFormed(datagram)) {
      return;
    }
    int flags = PacketHeader.flags(datagram);
    if (flags == Flags.SYN) {
      account.synBytes += bytes;
    } else if (!account.proven && Flags.has(flags, Flags.ACK)) {
      // The third packet has the secret in its place or, from some programs, swapped.
      account.proven =
          account.secrets.contains(PacketHeader.acknowledgmentNumber(datagram))
              || account.secrets.contains(PacketHeader.sequenceNumber(datagram));
    }
  }

  private Account account(Node from, Node to) {
    Account account = accounts.get(from, to);
    if (account == null) {
      account = new Account();
      accounts.put(from, to, account);
    }
    return account;
  }
}

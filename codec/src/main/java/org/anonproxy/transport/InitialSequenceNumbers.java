package org.anonproxy.transport;

/**
 * Chooses the server's initial sequence numbers, and recognises a handshake by them without having
 * kept anything about it (SYN cookies, RFC 4987, section 3.6).
 *
 * <p>A peer is named by two words of address and one of port, so that nothing is allocated per
 * packet. Belongs to one thread.
 */
public interface InitialSequenceNumbers {
  /** Returns the ISS that answers a SYN with {@code irs} from this peer now. */
  int issFor(long nowNanos, long addressHigh, long addressLow, int port, int irs);

  /** Tells whether {@link #issFor} gave this peer {@code iss} for {@code irs} not long ago. */
  boolean proves(long nowNanos, long addressHigh, long addressLow, int port, int irs, int iss);
}

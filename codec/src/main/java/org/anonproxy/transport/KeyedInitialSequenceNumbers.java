package org.anonproxy.transport;

/**
 * Derives initial sequence numbers from the peer, its own number, the minute, and a secret key (RFC
 * 9293, section 3.4.1; RFC 6528): unpredictable to strangers and checkable without state.
 */
public final class KeyedInitialSequenceNumbers implements InitialSequenceNumbers {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final SipHash prf;
  private final long originNanos;

  /**
   * Creates the numbers of one key, which must be random and secret.
   *
   * @param originNanos a time on the clock that the others come from; minutes count from here
   */
  public KeyedInitialSequenceNumbers(SipHash prf, long originNanos) {
    this.prf = prf;
    this.originNanos = originNanos;
  }

  @Override
  public int issFor(long nowNanos, long addressHigh, long addressLow, int port, int irs) {
    return iss(minute(nowNanos), addressHigh, addressLow, port, irs);
  }

  @Override
  public boolean proves(
      long nowNanos, long addressHigh, long addressLow, int port, int irs, int iss) {
    long minute = minute(nowNanos);
    return iss == iss(minute, addressHigh, addressLow, port, irs)
        || iss == iss(minute - 1, addressHigh, addressLow, port, irs);
  }

  private int iss(long minute, long addressHigh, long addressLow, int port, int irs) {
    long portAndIrs = (long) port << Integer.SIZE | Integer.toUnsignedLong(irs);
    return (int) prf.hash(addressHigh, addressLow, portAndIrs, minute);
  }

  private long minute(long nowNanos) {
    return Math.floorDiv(nowNanos - originNanos, MINUTE_NANOS);
  }
}

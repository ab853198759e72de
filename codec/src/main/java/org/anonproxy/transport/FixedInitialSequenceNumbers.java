package org.anonproxy.transport;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives every peer the same initial sequence number: for demonstrations and tests only, since
 * strangers can guess it.
 *
 * <p>As the number proves nothing, the latest handshakes are remembered instead, a bounded number
 * of them.
 */
public final class FixedInitialSequenceNumbers implements InitialSequenceNumbers {
  private static final int REMEMBERED = 1024;

  private final int iss;

  private final Map<Handshake, Boolean> latest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Handshake, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Creates numbers that are all {@code iss}, read as unsigned. */
  public FixedInitialSequenceNumbers(int iss) {
    this.iss = iss;
  }

  private record Handshake(long addressHigh, long addressLow, int port, int irs) {}

  @Override
  public int issFor(long nowNanos, long addressHigh, long addressLow, int port, int irs) {
    latest.put(new Handshake(addressHigh, addressLow, port, irs), true);
    return iss;
  }

  @Override
  public boolean proves(
      long nowNanos, long addressHigh, long addressLow, int port, int irs, int candidate) {
    return candidate == iss
        && latest.containsKey(new Handshake(addressHigh, addressLow, port, irs));
  }
}

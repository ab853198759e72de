package org.anonproxy.simulation;

import java.util.List;
import org.anonproxy.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Says how a simulated transfer ended.
 *
 * @param clientReason how the last client's conversation ended, {@code null} if the client was
 *     killed
 * @param serverReasons how the conversations of the last server ended, in that order
 * @param whole whether the last client has every byte of some version
 */
public record TransferOutcome(
    @Nullable CloseReason clientReason,
    List<CloseReason> serverReasons,
    boolean whole,
    long receivedBytes,
    long packets,
    int clientRetransmissions,
    int serverRetransmissions,
    long elapsedNanos,
    long traceHash) {
  /** Tells whether the client says that it is done. */
  public boolean isCompleted() {
    return clientReason == CloseReason.COMPLETED;
  }
}

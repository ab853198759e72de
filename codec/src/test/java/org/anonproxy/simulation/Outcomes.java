package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.anonproxy.transport.CloseReason;

/** Tells right outcomes of simulated transfers from wrong ones. */
final class Outcomes {
  private Outcomes() {}

  /** Wants the client to have the whole page and to say so, and the server to know or assume it. */
  static void assertCompletes(TransferOutcome outcome, String run) {
    assertEquals(CloseReason.COMPLETED, outcome.clientReason(), run);
    assertConsistent(outcome, run);
  }

  /**
   * Wants both ends to have ended with reasons that do not contradict each other: the client says
   * "completed" if and only if it has every byte, and a server that says so is right.
   */
  static void assertConsistent(TransferOutcome outcome, String run) {
    CloseReason reason = outcome.clientReason();
    assertNotNull(reason, () -> run + ": the client did not end");
    List<CloseReason> serverReasons = outcome.serverReasons();
    if (reason == CloseReason.COMPLETED) {
      assertTrue(outcome.whole(), () -> run + ": completed without every byte");
      assertTrue(sentAll(serverReasons), () -> run + ": completed against " + serverReasons);
    } else {
      boolean failed = reason == CloseReason.PEER_SILENT || reason == CloseReason.HANDSHAKE_TIMEOUT;
      assertTrue(failed, () -> run + ": " + reason);
      boolean serverSure = serverReasons.contains(CloseReason.COMPLETED);
      assertTrue(!serverSure, () -> run + ": the server is wrong to be sure, " + outcome);
    }
  }

  private static boolean sentAll(List<CloseReason> reasons) {
    return reasons.contains(CloseReason.COMPLETED) || reasons.contains(CloseReason.UNCONFIRMED);
  }
}

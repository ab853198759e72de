package org.anonproxy.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessSignalTest {

  /** Without a listener, this signal is ignored: a failure does not end the tests' JVM. */
  @Test
  void runsTheActionEachTimeTheSignalComes() throws Exception {
    AtomicInteger times = new AtomicInteger();
    assertTrue(ProcessSignal.handle("WINCH", times::incrementAndGet));
    for (int time = 1; time <= 2; time++) {
      int expected = time;
      Process kill =
          new ProcessBuilder("kill", "-WINCH", Long.toString(ProcessHandle.current().pid()))
              .start();
      assertEquals(0, kill.waitFor());
      await().until(() -> times.get() == expected);
    }
  }

  /** The one does not exist, the other nobody may hear. */
  @ParameterizedTest
  @ValueSource(strings = {"NOSUCH", "KILL"})
  void tellsThatASignalCannotBeHeard(String name) {
    assertFalse(ProcessSignal.handle(name, () -> {}));
  }
}

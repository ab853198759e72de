package org.anonproxy.testing;

import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer unreleased, naming the places where such buffers were
 * allocated.
 *
 * <p>JUnit registers it for every class by itself. An event loop may release a buffer a moment
 * after a test ended, so the check waits for that, but not for long. Buffers kept in static fields
 * must be made within {@link LeakPresenceDetector#staticInitializer}.
 */
public final class BufferLeakExtension implements BeforeAllCallback, AfterAllCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static {
    // Netty reads these once, with the first buffer; this class is loaded before any test class.
    System.setProperty("io.netty.customResourceLeakDetector", OpenBuffers.class.getName());
    System.setProperty("io.netty.util.LeakPresenceDetector.trackCreationStack", "true");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (!isNested(context)) {
      OpenBuffers.openScope(context.getRequiredTestClass().getName());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (isNested(context)) {
      return; // The enclosing class may well hold buffers while its nested classes come and go.
    }
    try {
      await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .atMost(PATIENCE)
          .until(() -> !OpenBuffers.exist());
    } catch (ConditionTimeoutException e) {
      LeakPresenceDetector.check();
      throw e;
    }
    LeakPresenceDetector.check();
  }

  private static boolean isNested(ExtensionContext context) {
    return context.getRequiredTestClass().isAnnotationPresent(Nested.class);
  }
}

package org.anonproxy.testing;

import io.netty.util.LeakPresenceDetector;

/**
 * Counts every buffer that is not yet released, in one scope per test class.
 *
 * <p>Netty creates instances by reflection, by the name in its system property, and all of them
 * share the one scope. A buffer belongs to the scope it was allocated in, so one that a class leaks
 * is never held against the next class.
 *
 * @param <T> the type of the tracked resources
 */
public final class OpenBuffers<T> extends LeakPresenceDetector<T> {
  private static volatile ResourceScope scope = new ResourceScope("no test class");

  /** Called by Netty; the interval does not matter because every buffer is counted. */
  public OpenBuffers(Class<?> resourceType, int samplingInterval) {
    super(resourceType);
  }

  /** Looked up by Netty beside the other one. */
  public OpenBuffers(Class<?> resourceType, int samplingInterval, long maxActive) {
    super(resourceType);
  }

  /** Counts what is allocated from here on in a new scope that bears {@code name}. */
  static void openScope(String name) {
    scope = new ResourceScope(name);
  }

  /** Tells whether a buffer of the present scope is still unreleased. */
  static boolean exist() {
    return scope.hasOpenResources();
  }

  @Override
  protected ResourceScope currentScope() {
    return scope;
  }
}

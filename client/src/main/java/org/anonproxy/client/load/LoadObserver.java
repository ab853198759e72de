package org.anonproxy.client.load;

/** Is told how a load test gets on, at intervals, on the thread that runs the test. */
@FunctionalInterface
public interface LoadObserver {
  /** Lets progress pass unseen. */
  LoadObserver NONE = progress -> {};

  /** Takes note of the progress. */
  void progressed(LoadProgress progress);
}

package org.anonproxy.client.load;

/**
 * Tells how a load test is getting on.
 *
 * <p>Thread: made for one call of an observer and not changed afterwards.
 *
 * @param elapsedSeconds since the test began
 * @param warmingUp whether this is not measured
 * @param interval what happened since the last call
 * @param tally the same in more detail
 * @param clients how things stand
 * @param failuresSoFar how many transfers have failed since the test began, warm-up included
 */
public record LoadProgress(
    double elapsedSeconds,
    boolean warmingUp,
    Interval interval,
    LoadTally tally,
    ClientCounts clients,
    long failuresSoFar) {}

package org.anonproxy.client.load;

/**
 * Is what one loop hands over when it is asked: what happened since it was last asked, and how
 * things stand.
 *
 * @param tally what happened
 * @param latencies the latencies recorded, until the next sample: they are used by turns
 * @param clients how many clients are in each state
 * @param waitingStarts how many starts are due and have no client
 * @param finished whether nothing is left to do
 * @param lastEndNanos when a transfer last succeeded or failed, on the loop's clock
 * @param cpuNanos how much CPU time the loop's thread has used since it began
 * @param impaired what the simulated links have done since they began
 */
record LoadSample(
    LoadTally tally,
    Latencies latencies,
    ClientCounts clients,
    long waitingStarts,
    boolean finished,
    long lastEndNanos,
    long cpuNanos,
    ImpairedDatagrams impaired) {}

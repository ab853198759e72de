/**
 * Tests a server with thousands of simulated clients in one process: who starts when, how its
 * traffic is impaired, what is measured, and how the result is written.
 *
 * <p>{@link org.anonproxy.client.load.LoadTest} runs a {@link org.anonproxy.client.load.LoadPlan}
 * and returns a {@link org.anonproxy.client.load.LoadReport}. Every client belongs to one event
 * loop; loops share nothing while they run, and their figures are merged when a sample is taken.
 */
@NullMarked
package org.anonproxy.client.load;

import org.jspecify.annotations.NullMarked;

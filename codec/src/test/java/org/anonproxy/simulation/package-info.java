/**
 * Joins real engines by simulated links on virtual time: seeded, deterministic, and checked against
 * invariants after every event. Server and client take it from the codec's test jar.
 */
@NullMarked
package org.anonproxy.simulation;

import org.jspecify.annotations.NullMarked;

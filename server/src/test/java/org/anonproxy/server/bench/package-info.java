/** Benchmarks of the server as a process of its own; {@code server/bench.sh} runs them. */
@NullMarked
package org.anonproxy.server.bench;

import org.jspecify.annotations.NullMarked;

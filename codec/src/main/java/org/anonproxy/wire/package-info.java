/** Translates between bytes and packets: pure functions on buffers, no state, no time. */
@NullMarked
package org.anonproxy.wire;

import org.jspecify.annotations.NullMarked;

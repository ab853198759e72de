/** Drives transport engines on a Netty event loop: clock, datagrams, deadlines. */
@NullMarked
package org.anonproxy.netty;

import org.jspecify.annotations.NullMarked;

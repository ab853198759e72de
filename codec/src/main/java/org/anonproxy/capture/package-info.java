/**
 * Writes what passes a datagram channel to pcapng files, for Wireshark and its kin. Needs the
 * Disruptor, which is an optional dependency of this module, and of this project nothing else than
 * a queue and the words for why a file fails.
 */
@NullMarked
package org.anonproxy.capture;

import org.jspecify.annotations.NullMarked;

/** Keeps one session per peer on one datagram channel: handshakes, admission, the session table. */
@NullMarked
package org.anonproxy.server.session;

import org.jspecify.annotations.NullMarked;

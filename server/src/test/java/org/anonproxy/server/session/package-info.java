/** Tests sessions and handshakes on virtual time. */
@NullMarked
package org.anonproxy.server.session;

import org.jspecify.annotations.NullMarked;

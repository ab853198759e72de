/** Tests how pages are obtained, against real origins on loopback, well-behaved and hostile. */
@NullMarked
package org.anonproxy.server.page;

import org.jspecify.annotations.NullMarked;

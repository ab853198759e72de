/** The server: downloads a page, keeps it in memory and serves it. */
@NullMarked
package org.anonproxy.server;

import org.jspecify.annotations.NullMarked;

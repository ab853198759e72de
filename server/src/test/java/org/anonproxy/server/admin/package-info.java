/** Watches servers as operators do: over HTTP and in a browser. */
@NullMarked
package org.anonproxy.server.admin;

import org.jspecify.annotations.NullMarked;

/**
 * Obtains the page that is served: downloads it or reads it from a file, within limits of size,
 * time and address, and holds it in memory as immutable versions. Knows nothing of UDP.
 */
@NullMarked
package org.anonproxy.server.page;

import org.jspecify.annotations.NullMarked;

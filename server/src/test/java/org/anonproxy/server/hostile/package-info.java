/**
 * Attacks the packaged server from a second process and measures what becomes of it and of honest
 * clients; run by {@code server/hostile.sh}, not by the build.
 */
@NullMarked
package org.anonproxy.server.hostile;

import org.jspecify.annotations.NullMarked;

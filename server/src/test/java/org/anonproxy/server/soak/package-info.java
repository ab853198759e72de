/**
 * Runs the packaged server for an hour, with good and bad clients and a page that changes every
 * second, and looks whether it stays as it was; run by {@code server/soak.sh}, not by the build.
 */
@NullMarked
package org.anonproxy.server.soak;

import org.jspecify.annotations.NullMarked;

/** The command line of the server. */
@NullMarked
package org.anonproxy.server.cli;

import org.jspecify.annotations.NullMarked;

/** The command line of the client. */
@NullMarked
package org.anonproxy.client.cli;

import org.jspecify.annotations.NullMarked;

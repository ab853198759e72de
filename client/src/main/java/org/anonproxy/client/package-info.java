/** The client as a library: fetches pages from servers. */
@NullMarked
package org.anonproxy.client;

import org.jspecify.annotations.NullMarked;

/** Stores fetched pages in files, off the event loop. */
@NullMarked
package org.anonproxy.client.file;

import org.jspecify.annotations.NullMarked;

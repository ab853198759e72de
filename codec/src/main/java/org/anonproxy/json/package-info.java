/** Writes JSON for the reports, the admin page and whatever else a machine reads. */
@NullMarked
package org.anonproxy.json;

import org.jspecify.annotations.NullMarked;

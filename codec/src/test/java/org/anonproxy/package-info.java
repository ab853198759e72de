/** Tests that look at the module as a whole. */
@NullMarked
package org.anonproxy;

import org.jspecify.annotations.NullMarked;

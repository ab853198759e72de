/**
 * Writes lines to a file for months: it is rotated when it is full, and another program may rotate
 * it, without a line lost or split.
 */
@NullMarked
package org.anonproxy.logfile;

import org.jspecify.annotations.NullMarked;

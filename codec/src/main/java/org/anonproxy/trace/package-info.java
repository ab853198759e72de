/**
 * Reads captures, of this project's programs or of tcpdump and dumpcap, and draws the packet
 * exchanges in them. Whoever made a file may be hostile: memory stays bounded, and what is no
 * capture is one exception.
 */
@NullMarked
package org.anonproxy.trace;

import org.jspecify.annotations.NullMarked;

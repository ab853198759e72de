/**
 * Makes a page self-contained: what it refers to is loaded, within limits and under the address
 * rules of the page itself, and put into the page, so that a browser shows it without network.
 */
@NullMarked
package org.anonproxy.server.snapshot;

import org.jspecify.annotations.NullMarked;

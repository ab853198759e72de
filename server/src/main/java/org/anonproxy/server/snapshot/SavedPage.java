package org.anonproxy.server.snapshot;

import org.anonproxy.server.page.Page;

/**
 * Is what became of a page.
 *
 * @param page whose reference is the receiver's
 * @param missing how many resources it lacks
 * @param report says that in a line for the operator, foreign text encoded
 */
record SavedPage(Page page, int missing, String report) {}

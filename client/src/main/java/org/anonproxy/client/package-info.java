/**
 * Fetches pages over UDP: the client as a library.
 *
 * <p>{@link org.anonproxy.client.AnonClient} runs any number of fetches on one event loop; each
 * hands its page to a {@link org.anonproxy.client.PageSink}.
 */
@NullMarked
package org.anonproxy.client;

import org.jspecify.annotations.NullMarked;

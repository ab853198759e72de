package org.anonproxy.server.page;

import java.net.URI;

/**
 * Names who refers to something on the web: a page, or a resource of one. Like a redirect, a
 * reference must not lead from where strangers decide to where only the operator should get.
 *
 * @param source the address that the referring text came from
 * @param scope the scope of the address it came from; {@link AddressScope#PUBLIC}, the strictest,
 *     for what did not come over the network
 */
public record Referrer(URI source, AddressScope scope) {}

package org.anonproxy.server.page;

import java.time.Duration;

/**
 * Describes how the origin of the page fails, at one moment. Immutable.
 *
 * @param reason why the last look failed, one line fit for a terminal
 * @param publicReason the same for people who need not know the secrets of the addresses in it
 * @param looks how many have failed since the last that did not
 * @param lasting how long ago the first of them failed; kept by a monotonic clock
 */
public record OriginFailure(String reason, String publicReason, int looks, Duration lasting) {}

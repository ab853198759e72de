package org.anonproxy.server.page;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Describes where and when a page was obtained, with what its origin said of it. The origin's words
 * are foreign text: encode them before showing them.
 *
 * @param source the address the content came from at last, after all redirects
 * @param contentType the origin's {@code Content-Type}, as it stood
 * @param entityTag the origin's {@code ETag}, quotes and all, for a conditional request; a file has
 *     one made of its size and time
 * @param lastModified the origin's {@code Last-Modified}, as it stood, for a conditional request
 * @param fetchedAt when the content was complete
 */
public record PageMetadata(
    URI source,
    @Nullable String contentType,
    @Nullable String entityTag,
    @Nullable String lastModified,
    Instant fetchedAt) {}

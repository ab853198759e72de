package org.anonproxy.server.page;

import java.net.URI;
import java.util.regex.Pattern;
import org.jsoup.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request conditional on the page being another than the one known (RFC 9110, section
 * 13.1).
 *
 * @param source where the known page came from: at any other address its tags mean nothing
 * @param entityTag for {@code If-None-Match}, null if there is none to be sent
 * @param lastModified for {@code If-Modified-Since}, null likewise
 */
record Validators(URI source, @Nullable String entityTag, @Nullable String lastModified) {
  /** Longer ones could make the request too large for the origin that made them. */
  private static final Pattern SENDABLE = Pattern.compile("[ -~]{1,1024}");

  /** Returns what is known of a page's version. */
  static Validators of(PageMetadata known) {
    return new Validators(
        known.source(), sendable(known.entityTag()), sendable(known.lastModified()));
  }

  private static @Nullable String sendable(@Nullable String value) {
    return value != null && SENDABLE.matcher(value).matches() ? value : null;
  }

  /**
   * Makes {@code request} conditional if it goes to where the known page came from, and tells
   * whether it did. An origin that understands the first condition ignores the second.
   */
  boolean addTo(Connection request, WebUrl url) {
    if (!url.toUri().equals(source)) {
      return false;
    }
    if (entityTag != null) {
      request.header("If-None-Match", entityTag);
    }
    if (lastModified != null) {
      request.header("If-Modified-Since", lastModified);
    }
    return entityTag != null || lastModified != null;
  }
}

package org.anonproxy.server.snapshot;

import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Refers from a page, style sheet or frame to a resource.
 *
 * @param base what the text is relative to
 * @param text the reference as it stands there; made absolute only when somebody asks, because a
 *     page may hold a million of them and a base of thousands of characters
 * @param charset the encoding of a text that does not declare its own
 * @param integrity the digests that the page demands, empty if it demands none
 */
record Reference(Kind kind, BaseUrl base, String text, Charset charset, String integrity) {
  /** Returns the absolute address without fragment, or null if no page may refer there. */
  @Nullable URI url() {
    try {
      return base.resource(text);
    } catch (MalformedURLException notUnderstood) {
      return null;
    }
  }
}

package org.anonproxy.server.snapshot;

import java.util.Locale;
import java.util.regex.Pattern;
import org.anonproxy.server.page.Referrer;
import org.jspecify.annotations.Nullable;

/** Holds what was loaded for a page, with where it came from. Nobody writes to the content. */
final class Resource {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}");

  private final byte[] content;
  private final @Nullable String contentType;
  private final Referrer origin;

  /**
   * Holds {@code content}, which it takes.
   *
   * @param contentType what the origin says of it, if anything
   * @param origin the address it came from at last, as the one that its own references start at
   */
  Resource(byte[] content, @Nullable String contentType, Referrer origin) {
    this.content = content;
    this.contentType = contentType;
    this.origin = origin;
  }

  byte[] content() {
    return content;
  }

  @Nullable String contentType() {
    return contentType;
  }

  Referrer origin() {
    return origin;
  }

  /** Returns the media type without parameters, in lower case; empty if there is no valid one. */
  String mediaType() {
    return mediaType(contentType);
  }

  static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    String essence = contentType.replaceFirst(";.*", "").strip();
    return MEDIA_TYPE.matcher(essence).matches() ? essence.toLowerCase(Locale.ROOT) : "";
  }

  /** Tells whether it is a page of its own. */
  boolean isHtml() {
    return isHtml(contentType, content);
  }

  /** Tells the same of any content, of which only the beginning is looked at. */
  static boolean isHtml(@Nullable String contentType, byte[] beginning) {
    String type = mediaType(contentType);
    return type.isEmpty()
        ? TextDecoding.looksLikeHtml(beginning)
        : type.equals("text/html") || type.equals("application/xhtml+xml");
  }
}

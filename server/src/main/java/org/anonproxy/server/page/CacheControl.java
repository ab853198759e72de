package org.anonproxy.server.page;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds the directives of a {@code Cache-Control} header (RFC 9111, section 5.2). Immutable. */
final class CacheControl {
  /** What a number too large to be kept stands for (RFC 9111, section 1.2.2). */
  private static final long MOST_SECONDS = 1L << 31;

  private static final Pattern DIRECTIVE =
      Pattern.compile("([^\\s,;=\"]+)(?:\\s*=\\s*(?:\"([^\"]*+)\"|([^\\s,;\"]*)))?");

  private final Map<String, String> directives;

  private CacheControl(Map<String, String> directives) {
    this.directives = directives;
  }

  /** Reads a header that may be missing; what cannot be understood is skipped. */
  static CacheControl parse(@Nullable String header) {
    Map<String, String> directives = new HashMap<>();
    if (header != null) {
      for (Matcher found = DIRECTIVE.matcher(header); found.find(); ) {
        String value = found.group(2) == null ? found.group(3) : found.group(2);
        // Of one that comes twice the first counts (RFC 9111, section 4.2.1).
        directives.putIfAbsent(
            found.group(1).toLowerCase(Locale.ROOT), value == null ? "" : value.strip());
      }
    }
    return new CacheControl(directives);
  }

  /** Tells whether the directive is there, with whatever value. */
  boolean has(String directive) {
    return directives.containsKey(directive);
  }

  /** Returns the directive's time, none if it is not valid, null if it is not there. */
  @Nullable Duration seconds(String directive) {
    String value = directives.get(directive);
    return value == null ? null : deltaSeconds(value);
  }

  /** Reads a number of seconds; what is not one is no time at all (RFC 9111, section 4.2.1). */
  static Duration deltaSeconds(String text) {
    if (!text.matches("[0-9]+")) {
      return Duration.ZERO;
    }
    boolean fitsLong = text.length() <= 18;
    return Duration.ofSeconds(
        fitsLong ? Math.min(Long.parseLong(text), MOST_SECONDS) : MOST_SECONDS);
  }
}

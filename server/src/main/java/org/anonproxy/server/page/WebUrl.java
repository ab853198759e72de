package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import java.net.IDN;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anonproxy.cli.Userinfo;
import org.jspecify.annotations.Nullable;

/**
 * Holds a normalized http or https URL. Lenient like a browser in path and query, which get what is
 * not allowed in them percent-encoded; strict in everything that decides whom to connect to.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host's ASCII name, or its address, IPv6 in brackets
 * @param port the port, filled in when the URL has none
 * @param target path and query, at least {@code /}
 */
public record WebUrl(String scheme, String host, int port, String target) {
  private static final int MAX_LENGTH_CHARS = 8192;
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
  private static final Pattern PARTS = Pattern.compile("(https?)://([^/?]*)([^?]*)(\\?.*)?");
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]{1,253})(?::([0-9]{0,5}))?");

  /**
   * Parses a URL that has a scheme.
   *
   * @throws MalformedURLException with the reason, foreign text encoded; it repeats nothing of a
   *     text that may hold a user's name and password
   */
  public static WebUrl parse(String text) throws MalformedURLException {
    if (text.length() > MAX_LENGTH_CHARS) {
      throw new MalformedURLException("longer than " + MAX_LENGTH_CHARS + " characters");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new MalformedURLException("it contains a control character");
    }
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.lookingAt()) {
      throw new MalformedURLException("it has no scheme");
    }
    String lowered = scheme.group().toLowerCase(Locale.ROOT);
    if (!lowered.equals("http:") && !lowered.equals("https:")) {
      throw new MalformedURLException(
          Userinfo.mayBeIn(text)
              ? "its scheme is not http: or https:"
              : "its scheme is " + encode(lowered) + " and not http: or https:");
    }
    Matcher parts = PARTS.matcher(lowered + withoutFragment(text.substring(scheme.end())));
    if (!parts.matches()) {
      throw new MalformedURLException("// is missing after " + lowered);
    }
    String path = parts.group(3).isEmpty() ? "/" : parts.group(3);
    String query = parts.group(4) == null ? "" : parts.group(4);
    String target = percentEncode(path, "[]") + percentEncode(query, "");
    try {
      return of(parts.group(1), parts.group(2), target);
    } catch (MalformedURLException notUnderstood) {
      if (Userinfo.mayBeIn(text)) {
        // No cause either: its message may repeat what this one does not.
        throw new MalformedURLException(
            Userinfo.mayBeIn(parts.group(2))
                ? "it contains a user name, which is not supported"
                : "its host or port is not valid");
      }
      throw notUnderstood;
    }
  }

  private static WebUrl of(String scheme, String authority, String target)
      throws MalformedURLException {
    Matcher matcher = AUTHORITY.matcher(ascii(authority));
    if (!matcher.matches()) {
      throw new MalformedURLException("its host or port is not valid: " + encode(authority));
    }
    String digits = matcher.group(2);
    int port = scheme.equals("https") ? 443 : 80;
    if (digits != null && !digits.isEmpty()) {
      port = Integer.parseInt(digits);
    }
    if (port < 1 || port > 65535) {
      throw new MalformedURLException("its port is not in 1..65535: " + port);
    }
    WebUrl url = new WebUrl(scheme, matcher.group(1).toLowerCase(Locale.ROOT), port, target);
    try {
      // What stands in brackets need not be an address; whoever connects reads it as a URI.
      URI unused = url.toUri();
    } catch (IllegalArgumentException e) {
      throw malformed("its host or port is not valid: " + encode(authority), e);
    }
    return url;
  }

  /** Converts an international host name; the ASCII characters in front and behind pass. */
  private static String ascii(String authority) throws MalformedURLException {
    if (authority.chars().allMatch(c -> c < 0x80)) {
      return authority;
    }
    try {
      return IDN.toASCII(authority, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      throw malformed("its host name is not valid: " + encode(authority), e);
    }
  }

  /**
   * Resolves what a {@code Location} header says against this URL (RFC 3986, section 5).
   *
   * @throws MalformedURLException with the reason, foreign text encoded
   */
  public WebUrl resolve(String location) throws MalformedURLException {
    String reference = withoutFragment(location.strip());
    if (SCHEME.matcher(reference).lookingAt()) {
      return parse(reference);
    }
    if (reference.startsWith("//")) {
      return parse(scheme + ":" + reference);
    }
    if (reference.isEmpty()) {
      return this;
    }
    if (reference.startsWith("?")) {
      // URI would drop the last segment of the path here, as the superseded RFC 2396 did.
      return parse(origin() + target.replaceFirst("\\?.*", "") + reference);
    }
    try {
      String resolved = toUri().resolve(new URI(percentEncode(reference, "[]"))).toString();
      return parse(resolved).belowRoot();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw malformed("it cannot be understood", Userinfo.mayBeIn(location) ? null : e);
    }
  }

  /** URI leaves the dots that climb above the root, which are to be dropped (section 5.2.4). */
  private WebUrl belowRoot() {
    return new WebUrl(scheme, host, port, target.replaceFirst("^(?:/\\.\\.)+/", "/"));
  }

  /** Tells whether the connection is encrypted. */
  boolean isSecure() {
    return scheme.equals("https");
  }

  /** Tells whether the port is the one that the scheme implies. */
  boolean hasUsualPort() {
    return port == (isSecure() ? 443 : 80);
  }

  /** Returns the host as a resolver wants it, without brackets. */
  String hostName() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Returns this URL for those who can only take a {@link URI}. */
  public URI toUri() {
    return URI.create(toString());
  }

  private String origin() {
    return scheme + "://" + host + (hasUsualPort() ? "" : ":" + port);
  }

  @Override
  public String toString() {
    return origin() + target;
  }

  private static String withoutFragment(String text) {
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  private static String percentEncode(String text, String alsoForbidden) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      boolean allowed =
          codePoint > ' '
              && codePoint < 0x7f
              && "\"<>\\^`{|}".indexOf(codePoint) < 0
              && alsoForbidden.indexOf(codePoint) < 0
              && (codePoint != '%' || isEscape(text, index));
      if (allowed) {
        encoded.append((char) codePoint);
      } else {
        for (byte octet : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
          encoded.append(String.format(Locale.ROOT, "%%%02X", octet));
        }
      }
      index += Character.charCount(codePoint);
    }
    return encoded.toString();
  }

  private static boolean isEscape(String text, int index) {
    return index + 2 < text.length()
        && Character.digit(text.charAt(index + 1), 16) >= 0
        && Character.digit(text.charAt(index + 2), 16) >= 0;
  }

  private static MalformedURLException malformed(String message, @Nullable Exception cause) {
    MalformedURLException exception = new MalformedURLException(message);
    exception.initCause(cause);
    return exception;
  }
}

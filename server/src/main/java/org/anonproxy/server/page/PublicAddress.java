package org.anonproxy.server.page;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anonproxy.cli.Userinfo;
import org.jspecify.annotations.Nullable;

/**
 * Shows where a page comes from to people who need not know its secrets. Of an http or https
 * address, a user name and password, the query and the parameters of the path (which often hold a
 * token) and the fragment are left out; of a file, the directories above it; of any other address,
 * all but its scheme.
 */
public final class PublicAddress {
  private static final String LEFT_OUT = "\u2026";
  private static final Pattern SCHEME = Pattern.compile("\\s*([A-Za-z][A-Za-z0-9+.-]*:)");
  private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");

  private PublicAddress() {}

  /** Returns what may be shown of {@code source}; foreign text, to be encoded. */
  public static String of(PageSource source) {
    return source instanceof PageSource.LocalFile file
        ? name(file.path())
        : of(((PageSource.Web) source).uri());
  }

  /** Returns what may be shown of {@code source}; foreign text, to be encoded. */
  public static String of(URI source) {
    String scheme = String.valueOf(source.getScheme()).toLowerCase(Locale.ROOT);
    if (scheme.equals("file")) {
      return name(source.getRawPath());
    }
    if (source.getRawAuthority() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      return ofText(source.toString());
    }
    return scheme
        + "://"
        + authority(source)
        + PARAMETERS.matcher(source.getRawPath()).replaceAll(";" + LEFT_OUT)
        + (source.getRawQuery() == null ? "" : "?" + LEFT_OUT);
  }

  /** Returns what may be shown of an address that cannot be understood: its scheme. */
  static String ofText(String address) {
    Matcher scheme = SCHEME.matcher(address);
    // What stands in front of the colon may also be the name of a user.
    return scheme.lookingAt() && !Userinfo.mayBeIn(address)
        ? scheme.group(1).toLowerCase(Locale.ROOT) + LEFT_OUT
        : LEFT_OUT;
  }

  /** A host with an underscore is one to everybody but {@link URI}, which has no word for it. */
  private static String authority(URI source) {
    return source.getHost() == null
        ? Userinfo.leftOutOf(source.getRawAuthority())
        : source.getHost() + (source.getPort() < 0 ? "" : ":" + source.getPort());
  }

  private static String name(@Nullable String path) {
    String name = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() ? LEFT_OUT : name;
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? LEFT_OUT : name.toString();
  }
}

package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Shows where a page comes from to people who need not know its secrets. A user name, a password, a
 * query (which often holds a token) and the directories above a file are left out.
 */
public final class PublicAddress {
  private static final String LEFT_OUT = "\u2026";
  private static final Pattern QUERY = Pattern.compile("\\?\\S+?(?=[:,;]?(?:\\s|$))");

  private PublicAddress() {}

  /** Returns what may be shown of {@code source}; foreign text, to be encoded. */
  public static String of(PageSource source) {
    return source instanceof PageSource.LocalFile file
        ? name(file.path())
        : of(((PageSource.Web) source).uri());
  }

  /** Returns what may be shown of {@code source}; foreign text, to be encoded. */
  public static String of(URI source) {
    String path = source.getRawPath() == null ? "" : source.getRawPath();
    if (source.getHost() == null) {
      return path.substring(path.lastIndexOf('/') + 1);
    }
    return source.getScheme()
        + "://"
        + source.getHost()
        + (source.getPort() < 0 ? "" : ":" + source.getPort())
        + path
        + (source.getRawQuery() == null ? "" : "?" + LEFT_OUT);
  }

  /**
   * Returns what may be shown of a line that tells what happened with {@code source} and may name
   * its address, or others that it led to: of each, what follows a question mark is left out. User
   * names and passwords are not in it.
   *
   * @param line encoded
   */
  static String inText(String line, PageSource source) {
    return source instanceof PageSource.LocalFile file
        ? line.replace(encode(file.path().toString()), encode(name(file.path())))
        : QUERY.matcher(line).replaceAll("?" + LEFT_OUT);
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? LEFT_OUT : name.toString();
  }
}

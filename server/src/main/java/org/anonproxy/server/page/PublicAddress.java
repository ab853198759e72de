package org.anonproxy.server.page;

import java.net.URI;
import java.nio.file.Path;

/**
 * Shows where a page comes from to people who need not know its secrets. A user name, a password, a
 * query (which often holds a token) and the directories above a file are left out.
 */
public final class PublicAddress {
  private static final String LEFT_OUT = "\u2026";

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

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? LEFT_OUT : name.toString();
  }
}

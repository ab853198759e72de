package org.anonproxy.server.page;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Says where a page is obtained: from the web or from a file.
 *
 * <p>Text becomes a source by these rules, of which the first that fits counts:
 *
 * <ol>
 *   <li>{@code file:} is a file.
 *   <li>What has {@code ://} is an http or https URL, or else an error.
 *   <li>A regular file of that name is a file, even if it looks like a host name.
 *   <li>What begins with {@code /}, {@code ./} or {@code ../} is a file, here a missing one.
 *   <li>A word and a colon, not followed by a port number, is a scheme that is not supported.
 *   <li>Everything else is the host, with or without port and path, of an http URL.
 * </ol>
 */
public sealed interface PageSource {

  /** Names a page on the web. */
  record Web(URI uri) implements PageSource {
    @Override
    public String toString() {
      return uri.toString();
    }
  }

  /** Names a file on this machine. */
  record LocalFile(Path path) implements PageSource {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * Understands what an operator writes, looking for a file of that name; nothing is opened or
   * connected to.
   *
   * @throws PageFetchException if it is none of the above
   */
  static PageSource parse(String text) throws PageFetchException {
    if (text.isBlank()) {
      throw new PageFetchException("the page's address is empty", SourceText.ADVICE);
    }
    if (text.toLowerCase(Locale.ROOT).startsWith("file:")) {
      return new LocalFile(SourceText.pathOfUrl(text));
    }
    if (SourceText.URL.matcher(text).lookingAt()) {
      return SourceText.web(text, text);
    }
    if (SourceText.isRegularFile(text) || SourceText.FILE_PATH.matcher(text).lookingAt()) {
      return new LocalFile(SourceText.path(text));
    }
    if (SourceText.OTHER_SCHEME.matcher(text).lookingAt()) {
      return SourceText.web(text, text);
    }
    return SourceText.web("http://" + text, text);
  }
}

package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.anonproxy.cli.Userinfo;

/** Takes an operator's words apart for {@link PageSource#parse}. */
final class SourceText {
  static final String ADVICE = "give an http or https URL, a host name, or the path of a file";
  static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");
  static final Pattern FILE_PATH = Pattern.compile("\\.{0,2}/");
  static final Pattern OTHER_SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(?![0-9]{1,5}(?:[/?#]|$))");

  private SourceText() {}

  static PageSource.Web web(String url, String text) throws PageFetchException {
    try {
      return new PageSource.Web(WebUrl.parse(url).toUri());
    } catch (MalformedURLException e) {
      throw notUnderstood(text, String.valueOf(e.getMessage()), e);
    }
  }

  static Path pathOfUrl(String text) throws PageFetchException {
    try {
      return Path.of(new URI(text));
    } catch (URISyntaxException | RuntimeException e) {
      // Path.of reports what it does not like by three kinds of unchecked exceptions.
      throw notUnderstood(text, "a file URL looks like file:///path/to/page.html", e);
    }
  }

  static Path path(String text) throws PageFetchException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw notUnderstood(text, "it is no valid path", e);
    }
  }

  static boolean isRegularFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException e) {
      return false; // What cannot be a path may still be a URL.
    }
  }

  private static PageFetchException notUnderstood(String text, String why, Exception cause) {
    return new PageFetchException(
        new Wording(
            "cannot use " + encode(Userinfo.leftOutOf(text)) + " as the page's address: " + why,
            "the page's address cannot be understood"),
        ADVICE,
        // Its message may repeat what this one leaves out.
        Userinfo.mayBeIn(text) ? null : cause);
  }
}

package org.anonproxy.server.snapshot;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.anonproxy.server.page.WebUrl;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * Makes references absolute: of a document, whose {@code base} element may lead elsewhere, or of a
 * style sheet. For one thread.
 */
final class BaseUrl {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
  private static final Pattern LOCAL =
      Pattern.compile(
          "(?i)\\s*(data|about|blob|javascript|mailto|tel|cid|mid|urn):.*", Pattern.DOTALL);

  private final URI document;
  private final URI base;

  /** The base taken apart, which is done once; null before. */
  private @Nullable WebUrl web;

  private BaseUrl(URI document, URI base) {
    this.document = document;
    this.base = base;
  }

  /** Returns the base of what has none of its own. */
  static BaseUrl of(URI source) {
    return new BaseUrl(source, source);
  }

  /** Returns what the document's first {@code base} with an address says, seen from here. */
  BaseUrl in(Document html) {
    Element element = html.selectFirst("base[href]");
    if (element == null) {
      return this;
    }
    try {
      return new BaseUrl(document, resolve(element.attr("href")));
    } catch (MalformedURLException notUnderstood) {
      return this;
    }
  }

  /** Tells whether a URL needs no network, or no browser would load anything from it. */
  static boolean isLocal(String url) {
    return url.isBlank() || LOCAL.matcher(url).matches();
  }

  /** Returns the fragment with its {@code #}, or an empty text. */
  static String fragmentOf(String url) {
    int hash = url.indexOf('#');
    return hash < 0 ? "" : url.substring(hash).strip();
  }

  /**
   * Returns where a resource is loaded from, without fragment. What an https page calls by http is
   * asked for by https, as browsers do.
   *
   * @throws MalformedURLException if a web page cannot refer there
   */
  URI resource(String reference) throws MalformedURLException {
    URI url = resolve(reference);
    boolean downgrade = "https".equals(document.getScheme()) && "http".equals(url.getScheme());
    return downgrade ? URI.create("https" + url.toString().substring(4)) : url;
  }

  /** Returns where a link leads, as it stands in the saved page: absolute, or within the page. */
  String link(String reference) {
    String stripped = withoutNewlines(reference);
    if (SCHEME.matcher(stripped).lookingAt()) {
      return reference;
    }
    if (stripped.isEmpty()) {
      return document.toString(); // Whatever the base.
    }
    String fragment = fragmentOf(stripped);
    if (base.equals(document) && !fragment.isEmpty() && stripped.startsWith("#")) {
      return fragment;
    }
    try {
      URI url = resolve(stripped);
      boolean samePage = url.equals(document) && !fragment.isEmpty();
      return samePage ? fragment : url + fragment;
    } catch (MalformedURLException notUnderstood) {
      return reference;
    }
  }

  private URI resolve(String reference) throws MalformedURLException {
    String stripped = withoutNewlines(reference);
    if ("file".equals(base.getScheme())) {
      return resolveFromFile(stripped);
    }
    WebUrl parsed = web == null ? WebUrl.parse(base.toString()) : web;
    web = parsed;
    return parsed.resolve(stripped).toUri();
  }

  private URI resolveFromFile(String reference) throws MalformedURLException {
    if (reference.toLowerCase(Locale.ROOT).matches("https?:.*")) {
      return WebUrl.parse(reference).toUri();
    }
    String path = reference.replaceFirst("[?#].*", "");
    try {
      return path.isEmpty() ? base : base.resolve(new URI(path.replace(" ", "%20")));
    } catch (URISyntaxException e) {
      throw (MalformedURLException)
          new MalformedURLException("it cannot be understood").initCause(e);
    }
  }

  /** Browsers leave them out wherever they stand. */
  private static String withoutNewlines(String reference) {
    return reference.replaceAll("[\\t\\r\\n]", "").strip();
  }
}

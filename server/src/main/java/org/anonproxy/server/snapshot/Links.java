package org.anonproxy.server.snapshot;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Makes the links of a document absolute: what a reader follows, and a browser does not load. */
final class Links {
  private static final Map<String, List<String>> ATTRIBUTES =
      Map.of(
          "a", List.of("href", "xlink:href"),
          "area", List.of("href"),
          "form", List.of("action"),
          "button", List.of("formaction"),
          "input", List.of("formaction"),
          "blockquote", List.of("cite"),
          "q", List.of("cite"),
          "del", List.of("cite"),
          "ins", List.of("cite"));
  private static final int LEAST_GROWTH_CHARS = 64 * 1024;
  private static final Set<String> EMBEDDED =
      Set.of("stylesheet", "icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon");

  private final BaseUrl base;
  private long growthLeftChars;

  /** Makes them so as long as the document of that length does not become several times larger. */
  Links(BaseUrl base, int lengthChars) {
    this.base = base;
    this.growthLeftChars = 4L * lengthChars + LEAST_GROWTH_CHARS;
  }

  void makeAbsolute(Document document) {
    // A form without one is sent to the page itself, which is a file now.
    document.select("form:not([action])").attr("action", "");
    ATTRIBUTES.forEach(
        (tag, names) ->
            document.select(tag).forEach(e -> names.forEach(name -> absolute(e, name))));
    for (Element link : document.select("link[href]")) {
      if (!isEmbedded(link)) {
        absolute(link, "href");
      }
    }
    for (Element element : document.select("base")) {
      element.removeAttr("href");
      if (element.attributesSize() == 0) {
        element.remove();
      }
    }
  }

  /** Tells whether what a {@code link} refers to becomes part of the page. */
  static boolean isEmbedded(Element link) {
    return Cleaning.relationsOf(link).stream().anyMatch(EMBEDDED::contains);
  }

  private void absolute(Element element, String name) {
    if (element.hasAttr(name) && growthLeftChars > 0) {
      String written = element.attr(name);
      String link = base.link(written);
      growthLeftChars -= Math.max(0, link.length() - written.length());
      element.attr(name, link);
    }
  }
}

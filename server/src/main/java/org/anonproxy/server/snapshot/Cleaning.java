package org.anonproxy.server.snapshot;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/**
 * Takes out of a document what has no place in a saved one: what would load something, or keep what
 * is embedded from being shown, and the scripts, if they are not wanted. In its place come the
 * encoding and a policy that forbids the browser every request that was overlooked here or that a
 * script makes.
 */
final class Cleaning {
  private static final String POLICY = "default-src data: blob: 'unsafe-inline' 'unsafe-eval'";
  private static final String WITHOUT_SCRIPTS = "; script-src 'none'";

  private static final Set<String> REMOVED_META =
      Set.of(
          "refresh",
          "content-type",
          "content-security-policy",
          "content-security-policy-report-only",
          "x-content-security-policy",
          "x-webkit-csp",
          "x-dns-prefetch-control");
  private static final Set<String> REMOVED_LINKS =
      Set.of(
          "preload",
          "modulepreload",
          "prefetch",
          "prerender",
          "preconnect",
          "dns-prefetch",
          "subresource",
          "import",
          "manifest",
          "compression-dictionary");
  private static final List<String> REMOVED_ATTRIBUTES =
      List.of("crossorigin", "nonce", "ping", "attributionsrc", "imagesrcset");
  private static final Pattern SCRIPT_URL =
      Pattern.compile(
          "[\\x00-\\x20]*j\\s*a\\s*v\\s*a\\s*s\\s*c\\s*r\\s*i\\s*p\\s*t\\s*:.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Document document;
  private final boolean withScripts;

  private Cleaning(Document document, boolean withScripts) {
    this.document = document;
    this.withScripts = withScripts;
  }

  static void clean(Document document, boolean withScripts) {
    new Cleaning(document, withScripts).run();
  }

  private void run() {
    document.select("meta").forEach(Cleaning::cleanMeta);
    document.select("link").forEach(Cleaning::cleanLink);
    // Browsers of today skip the first kind and load pages ahead because of the second.
    document.select("script[nomodule], script[type=speculationrules]").remove();
    document.select("html[manifest]").removeAttr("manifest");
    if (!withScripts) {
      removeScripts();
    }
    document.getAllElements().forEach(Cleaning::cleanAttributes);
    Element head = document.head();
    prepend(head, "x-dns-prefetch-control", "off");
    prepend(head, "Content-Security-Policy", withScripts ? POLICY : POLICY + WITHOUT_SCRIPTS);
    head.prependElement("meta").attr("charset", "utf-8");
  }

  private static void prepend(Element head, String name, String content) {
    head.prependElement("meta").attr("http-equiv", name).attr("content", content);
  }

  private static void cleanMeta(Element meta) {
    String name = meta.attr("http-equiv").strip().toLowerCase(Locale.ROOT);
    if (REMOVED_META.contains(name) || meta.hasAttr("charset")) {
      meta.remove();
    }
  }

  private static void cleanLink(Element link) {
    Set<String> relations = relationsOf(link);
    boolean styles = relations.contains("preload") && link.attr("as").equalsIgnoreCase("style");
    if (styles && link.attr("onload").contains("stylesheet")) {
      // A way to load a style sheet without waiting for it; here nobody waits.
      link.attr("rel", "stylesheet").removeAttr("onload").removeAttr("as");
    } else if (relations.stream().anyMatch(REMOVED_LINKS::contains)) {
      link.remove();
    }
  }

  /** Returns what a {@code link} is for, in lower case. */
  static Set<String> relationsOf(Element link) {
    return new HashSet<>(
        Arrays.asList(link.attr("rel").toLowerCase(Locale.ROOT).split("\\s+", -1)));
  }

  private static void cleanAttributes(Element element) {
    REMOVED_ATTRIBUTES.forEach(element::removeAttr);
  }

  private void removeScripts() {
    document.select("script").remove();
    for (Element element : document.getAllElements()) {
      for (Attribute attribute : element.attributes().asList()) {
        boolean handler = attribute.getKey().toLowerCase(Locale.ROOT).startsWith("on");
        if (handler || SCRIPT_URL.matcher(attribute.getValue()).matches()) {
          element.removeAttr(attribute.getKey());
        }
      }
    }
    // What is meant for browsers without scripts; one that has them would not show it.
    document.select("noscript").forEach(Node::unwrap);
  }
}

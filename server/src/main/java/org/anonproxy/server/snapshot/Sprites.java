package org.anonproxy.server.snapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/**
 * Takes SVG files into a document whose {@code use} elements show parts of them, because browsers
 * do not let {@code use} refer to a data URI. Their ids get a prefix, so that they meet no others.
 */
final class Sprites {
  private static final String UNSEEN = "position:absolute;width:0;height:0;overflow:hidden";
  private static final Pattern LOCAL_URL = Pattern.compile("url\\(\\s*([\"']?)#");

  private final Map<String, Element> files = new LinkedHashMap<>();

  boolean has(String file) {
    return files.containsKey(file);
  }

  void add(String file, String text) {
    Document parsed = Parser.xmlParser().parseInput(text, "");
    Element svg = parsed.selectFirst("svg");
    Element root = svg == null ? new Element("svg") : svg;
    root.select("script, foreignObject, image:not([href^=data:]):not([xlink:href^=data:])")
        .remove();
    String prefix = prefix(files.size());
    for (Element element : root.getAllElements()) {
      rename(element, prefix);
    }
    if (root.id().isEmpty()) {
      root.attr("id", prefix);
    }
    root.attr("style", UNSEEN).attr("aria-hidden", "true");
    root.remove();
    files.put(file, root);
  }

  /** Returns the reference to an element of the file, or to all of it if the fragment is empty. */
  String local(String file, String fragment) {
    String prefix = prefix(List.copyOf(files.keySet()).indexOf(file));
    return "#" + prefix + (fragment.isEmpty() ? "" : fragment.substring(1));
  }

  void addTo(Element body) {
    files.values().forEach(body::appendChild);
  }

  private static String prefix(int index) {
    return "snapshot-" + index + "-";
  }

  private static void rename(Element element, String prefix) {
    String localUrl = "url($1#" + Matcher.quoteReplacement(prefix);
    for (Attribute attribute : element.attributes().asList()) {
      String name = attribute.getKey();
      String value = attribute.getValue();
      boolean href = name.equals("href") || name.equals("xlink:href");
      if (name.startsWith("on")) {
        element.removeAttr(name);
      } else if (name.equals("id")) {
        element.attr(name, prefix + value);
      } else if (href && value.startsWith("#")) {
        element.attr(name, "#" + prefix + value.substring(1));
      } else if (value.contains("url(")) {
        element.attr(name, LOCAL_URL.matcher(value).replaceAll(localUrl));
      }
    }
    if (element.normalName().equals("style")) {
      for (TextNode text : element.textNodes()) {
        text.text(LOCAL_URL.matcher(text.getWholeText()).replaceAll(localUrl));
      }
      for (DataNode data : element.dataNodes()) {
        data.setWholeData(LOCAL_URL.matcher(data.getWholeData()).replaceAll(localUrl));
      }
    }
  }
}

package org.anonproxy.server.snapshot;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/** Knows where in an element references stand, and replaces them. For one document. */
final class ElementReferences {
  private static final Set<String> STYLED_BY_ATTRIBUTE =
      Set.of("body", "table", "thead", "tbody", "tfoot", "tr", "td", "th");
  private static final List<String> SVG_STYLES =
      List.of(
          "fill",
          "stroke",
          "filter",
          "mask",
          "clip-path",
          "cursor",
          "marker-start",
          "marker-mid",
          "marker-end");
  private static final Set<String> SCRIPT_TYPES =
      Set.of(
          "",
          "module",
          "text/javascript",
          "application/javascript",
          "application/x-javascript",
          "text/ecmascript",
          "application/ecmascript",
          "text/jscript");

  private final BaseUrl base;
  private final Charset charset;
  private final Embedder embedder;
  private final Consumer<Element> frames;
  private final Sprites sprites = new Sprites();

  /**
   * Reads the elements of a document with that base and encoding.
   *
   * @param frames treats the frames whose document stands in an attribute
   */
  ElementReferences(BaseUrl base, Charset charset, Embedder embedder, Consumer<Element> frames) {
    this.base = base;
    this.charset = charset;
    this.embedder = embedder;
    this.frames = frames;
  }

  void visit(Element element) {
    switch (element.normalName()) {
      case "img", "source" -> {
        source(element, "src", Kind.CONTENT);
        sourceSet(element);
      }
      case "video" -> {
        source(element, "poster", Kind.CONTENT);
        source(element, "src", Kind.CONTENT);
      }
      case "audio", "track", "bgsound" -> source(element, "src", Kind.CONTENT);
      case "input" -> {
        if (element.attr("type").equalsIgnoreCase("image")) {
          source(element, "src", Kind.CONTENT);
        } else {
          element.removeAttr("src");
        }
      }
      case "script" -> script(element);
      case "link" -> link(element);
      case "style" -> style(element);
      case "iframe" -> frame(element);
      case "frame", "embed" -> source(element, "src", Kind.FRAME);
      case "object" -> source(element, "data", Kind.FRAME);
      case "image", "feimage" -> {
        source(element, "href", Kind.CONTENT);
        source(element, "xlink:href", Kind.CONTENT);
      }
      case "use" -> use(element);
      default -> {}
    }
    if (STYLED_BY_ATTRIBUTE.contains(element.normalName())) {
      source(element, "background", Kind.CONTENT);
    }
    styleAttributes(element);
  }

  private void source(Element element, String name, Kind kind) {
    if (element.hasAttr(name)) {
      String replacement = replacement(element.attr(name), kind, charset, "");
      if (replacement != null) {
        element.attr(name, replacement);
      }
    }
  }

  private void sourceSet(Element element) {
    if (!element.hasAttr("srcset")) {
      return;
    }
    SourceSet embedded = SourceSet.parse(element.attr("srcset")).map(this::candidate);
    if (embedded.candidates().isEmpty()) {
      element.removeAttr("srcset");
    } else {
      element.attr("srcset", embedded.toString());
    }
  }

  /** A candidate that is missing is left out, so that the browser takes another. */
  private String candidate(String url) {
    String replacement = replacement(url, Kind.CONTENT, charset, "");
    return replacement == null ? url : replacement.equals(Kind.CONTENT.empty()) ? "" : replacement;
  }

  /** A data URI keeps what {@code defer}, {@code async} and the order of scripts mean. */
  private void script(Element script) {
    String name = script.hasAttr("src") ? "src" : script.hasAttr("href") ? "href" : "xlink:href";
    boolean runs = SCRIPT_TYPES.contains(script.attr("type").strip().toLowerCase(Locale.ROOT));
    if (script.hasAttr(name) && runs) {
      Charset own = TextDecoding.labelled(script.attr("charset"));
      String integrity = script.attr("integrity");
      String url = script.attr(name);
      String replacement = replacement(url, Kind.SCRIPT, own == null ? charset : own, integrity);
      if (replacement != null) {
        script.attr(name, replacement).removeAttr("charset").removeAttr("integrity");
      }
    }
  }

  private void link(Element link) {
    if (Cleaning.relationsOf(link).contains("stylesheet")) {
      Charset own = TextDecoding.labelled(link.attr("charset"));
      String replacement =
          replacement(
              link.attr("href"),
              Kind.STYLE_SHEET,
              own == null ? charset : own,
              link.attr("integrity"));
      if (replacement != null) {
        link.attr("href", replacement).removeAttr("charset").removeAttr("integrity");
      }
    } else if (Links.isEmbedded(link)) {
      source(link, "href", Kind.CONTENT);
    }
  }

  private void style(Element style) {
    for (Node node : style.childNodes()) {
      if (node instanceof DataNode data) {
        data.setWholeData(css(data.getWholeData()));
      } else if (node instanceof TextNode text) { // Within SVG.
        text.text(css(text.getWholeText()));
      }
    }
  }

  private void frame(Element frame) {
    if (frame.hasAttr("srcdoc")) {
      frames.accept(frame.removeAttr("src"));
    } else {
      source(frame, "src", Kind.FRAME);
    }
  }

  private void use(Element use) {
    for (String name : List.of("href", "xlink:href")) {
      String url = use.attr(name);
      if (url.isBlank() || url.strip().startsWith("#")) {
        continue;
      }
      String file = url.replaceFirst("#.*", "");
      if (!sprites.has(file)) {
        String text = replacement(file, Kind.SPRITE, charset, "");
        if (text == null) {
          continue;
        }
        sprites.add(file, text);
      }
      use.attr(name, sprites.local(file, BaseUrl.fragmentOf(url)));
    }
  }

  /** Adds the elements of other files that are used, where they are not seen by themselves. */
  void addSprites(Element body) {
    sprites.addTo(body);
  }

  private void styleAttributes(Element element) {
    if (element.hasAttr("style")) {
      element.attr("style", css(element.attr("style")));
    }
    for (String name : SVG_STYLES) {
      if (element.hasAttr(name) && element.attr(name).indexOf('(') >= 0) {
        element.attr(name, css(element.attr(name)));
      }
    }
  }

  private String css(String text) {
    return StyleSheetText.rewrite(text, base, charset, embedder);
  }

  private @Nullable String replacement(
      String reference, Kind kind, Charset ofText, String integrity) {
    if (BaseUrl.isLocal(reference) || reference.strip().startsWith("#")) {
      return null;
    }
    Reference found = new Reference(kind, base, reference, ofText, integrity);
    String replacement = embedder.embed(found);
    boolean whole = kind != Kind.CONTENT || kind.empty().equals(replacement);
    return replacement == null || whole ? replacement : replacement + BaseUrl.fragmentOf(reference);
  }
}

package org.anonproxy.server.snapshot;

import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/**
 * Puts other URLs into a style sheet, or into a {@code style} attribute, and leaves every other
 * character as it is, so that no rule is lost that a browser understands and this does not.
 *
 * <p>URLs stand in {@code url()}, in {@code @import} and, as plain strings, in {@code image-set()}.
 * Those that begin with {@code #} point into the page, and those of {@code @namespace} are names.
 */
final class StyleSheetText {
  private static final Set<String> SETS = Set.of("image-set", "-webkit-image-set");
  private static final Set<String> WITHOUT_URLS = Set.of("namespace", "document", "-moz-document");

  private final String text;
  private final CssTokens tokens;
  private final BaseUrl base;
  private final Charset charset;
  private final Embedder embedder;
  private final StringBuilder rewritten;
  private final Deque<String> functions = new ArrayDeque<>();
  private int copiedTo;
  private boolean afterImport;
  private boolean inNames;
  private boolean first;

  private StyleSheetText(String text, BaseUrl base, Charset charset, Embedder embedder) {
    this.text = text;
    this.tokens = new CssTokens(text);
    this.base = base;
    this.charset = charset;
    this.embedder = embedder;
    this.rewritten = new StringBuilder(text.length());
  }

  /**
   * Returns the text with what the embedder gives in the place of URLs.
   *
   * @param charset the encoding that sheets without one of their own are in
   */
  static String rewrite(String text, BaseUrl base, Charset charset, Embedder embedder) {
    return new StyleSheetText(text, base, charset, embedder).rewritten();
  }

  private String rewritten() {
    for (CssTokens.Type type = tokens.next(); type != CssTokens.Type.END; type = tokens.next()) {
      if (type != CssTokens.Type.WHITESPACE && type != CssTokens.Type.COMMENT) {
        read(type);
      }
    }
    return rewritten.append(text, copiedTo, text.length()).toString();
  }

  private void read(CssTokens.Type type) {
    boolean argument = first;
    first = false;
    switch (type) {
      case AT_KEYWORD -> {
        String name = tokens.value().toLowerCase(Locale.ROOT);
        afterImport = name.equals("import");
        inNames = WITHOUT_URLS.contains(name);
      }
      case FUNCTION -> {
        functions.push(tokens.value().toLowerCase(Locale.ROOT));
        first = true;
        // The sheet that is imported is the argument, if this is url().
        afterImport = afterImport && isUrlFunction();
      }
      case URL -> {
        replace("url(\"", tokens.value(), "\")");
        afterImport = false;
      }
      case STRING -> {
        String function = functions.isEmpty() ? "" : functions.peek();
        if (afterImport || (argument && isUrlFunction()) || SETS.contains(function)) {
          replace("\"", tokens.value(), "\"");
        }
        afterImport = false;
      }
      case DELIMITER -> delimiter(tokens.value().charAt(0));
      default -> afterImport = false;
    }
  }

  private boolean isUrlFunction() {
    return "url".equals(functions.peek()) || "src".equals(functions.peek());
  }

  private void delimiter(char c) {
    afterImport = false;
    switch (c) {
      case '(' -> functions.push("");
      case ')' -> functions.poll();
      case ';', '{', '}' -> {
        inNames = false;
        // A parenthesis that was never closed must not swallow the rest.
        functions.clear();
      }
      default -> {}
    }
  }

  private void replace(String before, String url, String after) {
    if (inNames || url.startsWith("#") || BaseUrl.isLocal(url)) {
      return;
    }
    Kind kind = afterImport ? Kind.STYLE_SHEET : Kind.CONTENT;
    String replacement = embedder.embed(new Reference(kind, base, url, charset, ""));
    if (replacement != null) {
      String fragment = kind == Kind.CONTENT ? BaseUrl.fragmentOf(url) : "";
      rewritten.append(text, copiedTo, tokens.start());
      rewritten.append(before).append(replacement).append(quoted(fragment)).append(after);
      copiedTo = tokens.end();
    }
  }

  /** Data URIs need no escapes in a string; a fragment is what the page's author wrote. */
  private static String quoted(String fragment) {
    return fragment.replaceAll("[^A-Za-z0-9#_.,=&?/:-]", "");
  }
}

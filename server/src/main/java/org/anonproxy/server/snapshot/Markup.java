package org.anonproxy.server.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Holds one HTML document on its way into a snapshot: cleaned, its links absolute, and its
 * references ready to be replaced. For one thread at a time.
 */
final class Markup {
  /** More levels than a page has frames within the text of frames. */
  private static final int MAX_NESTED = 3;

  private final Document document;
  private final BaseUrl base;
  private final Charset charset;
  private final boolean withScripts;
  private final int nested;
  private final IdentityHashMap<Element, Markup> frames = new IdentityHashMap<>();

  private Markup(
      Document document, BaseUrl base, Charset charset, boolean withScripts, int nested) {
    this.document = document;
    this.base = base;
    this.charset = charset;
    this.withScripts = withScripts;
    this.nested = nested;
  }

  /** Parses a document that came from {@code source}. */
  static Markup parse(
      byte[] content, @Nullable String contentType, URI source, boolean withScripts) {
    Charset charset = TextDecoding.charsetOfHtml(content, contentType);
    String html = TextDecoding.decode(content, charset);
    return parse(html, BaseUrl.of(source), charset, withScripts, 0);
  }

  private static Markup parse(
      String html, BaseUrl around, Charset charset, boolean withScripts, int nested) {
    Document document = Parser.parse(html, "");
    document.outputSettings().prettyPrint(false).charset(StandardCharsets.UTF_8);
    BaseUrl base = around.in(document);
    new Links(base, html.length()).makeAbsolute(document);
    Cleaning.clean(document, withScripts);
    return new Markup(document, base, charset, withScripts, nested);
  }

  /** Lets the embedder replace every reference, in the order of the document. */
  void visit(Embedder embedder) {
    ElementReferences references =
        new ElementReferences(base, charset, embedder, element -> frame(element, embedder));
    document.getAllElements().forEach(references::visit);
    references.addSprites(document.body());
  }

  /** Treats a document that stands in an attribute of this one. */
  private void frame(Element element, Embedder embedder) {
    if (nested == MAX_NESTED) {
      element.attr("srcdoc", "");
      return;
    }
    Markup frame =
        frames.computeIfAbsent(
            element, e -> parse(e.attr("srcdoc"), base, charset, withScripts, nested + 1));
    frame.visit(embedder);
    element.attr("srcdoc", frame.html());
  }

  /** Returns the document as it stands now. */
  String html() {
    return document.outerHtml();
  }

  /** Returns how many bytes the document has as it stands now. */
  long lengthBytes() {
    Tally tally = new Tally();
    try (Writer out = new OutputStreamWriter(tally, StandardCharsets.UTF_8)) {
      writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing is written that could fail", e);
    }
    return tally.lengthBytes;
  }

  /** Counts what is written. */
  private static final class Tally extends OutputStream {
    private long lengthBytes;

    @Override
    public void write(int octet) {
      lengthBytes++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      lengthBytes += length;
    }
  }

  /** Writes the document as it stands now; a large one is never in memory as a text. */
  void writeTo(Appendable out) {
    document.html(out);
  }
}

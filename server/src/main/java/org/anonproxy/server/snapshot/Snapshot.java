package org.anonproxy.server.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.page.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Makes pages self-contained, from what a loader loads. What cannot be had, or lies beyond the
 * limits, is left empty and counted. Any thread but an event loop may ask; it is occupied until all
 * is loaded.
 */
final class Snapshot {
  private static final int FIRST_BYTES = 64 * 1024;

  /** More than what stands for a missing resource. */
  private static final int REFERENCE_BYTES = 32;

  private static final String ADVICE = "serve it without --snapshot";

  private final SnapshotLimits limits;
  private final boolean withScripts;
  private final ResourceLoader loader;

  Snapshot(SnapshotLimits limits, boolean withScripts, ResourceLoader loader) {
    this.limits = limits;
    this.withScripts = withScripts;
    this.loader = loader;
  }

  /**
   * Returns the page self-contained, or as it is if it is not HTML. Takes the page's reference; the
   * caller owns that of the result.
   *
   * @throws PageFetchException if the page itself is beyond the limits
   */
  SavedPage of(Page page) throws PageFetchException {
    boolean unchanged = false;
    try {
      byte[] beginning =
          ByteBufUtil.getBytes(page.content().slice(0, Math.min(page.lengthBytes(), 1024)));
      if (!Resource.isHtml(FetchedResources.contentTypeOf(page), beginning)) {
        unchanged = true;
        return new SavedPage(page, 0, "no snapshot: the page is not HTML and is served as it is");
      }
      return snapshot(page);
    } catch (OutOfMemoryError e) {
      // Nothing was too large for the program but this snapshot, of which nothing is left.
      throw new PageFetchException(
          cannotMakeOneOf(page.metadata()).then(": there is not enough memory"),
          "give the JVM more, such as JAVA_OPTS=-Xmx512m, or " + ADVICE,
          e);
    } finally {
      if (!unchanged) {
        page.release();
      }
    }
  }

  private SavedPage snapshot(Page page) throws PageFetchException {
    PageMetadata metadata = page.metadata();
    if (page.lengthBytes() > limits.maxDocumentBytes()) {
      throw tooLarge(limits.maxDocumentBytes(), "its HTML", metadata, null);
    }
    Markup markup =
        Markup.parse(
            ByteBufUtil.getBytes(page.content()),
            metadata.contentType(),
            metadata.source(),
            withScripts);
    Shortfall shortfall = new Shortfall();
    Gathering gathering = new Gathering(limits, withScripts, loader, shortfall);
    gathering.gather(markup, page.referrer());
    long plainBytes = markup.lengthBytes() + (long) REFERENCE_BYTES * gathering.references();
    Room room = new Room(limits.maxPageBytes() - plainBytes);
    Assembly assembly = new Assembly(gathering, room, limits.maxReferences(), shortfall);
    markup.visit(assembly.of(page.referrer()));
    ByteBuf content = encoded(markup, metadata);
    String report = report(gathering.resources(), content.readableBytes(), shortfall);
    PageMetadata saved =
        new PageMetadata(
            metadata.source(),
            "text/html; charset=utf-8",
            metadata.entityTag(),
            metadata.lastModified(),
            metadata.fetchedAt());
    return new SavedPage(new Page(content, saved), shortfall.total(), report);
  }

  private ByteBuf encoded(Markup markup, PageMetadata metadata) throws PageFetchException {
    int firstBytes = Math.min(FIRST_BYTES, limits.maxPageBytes());
    ByteBuf content =
        UnpooledByteBufAllocator.DEFAULT.directBuffer(firstBytes, limits.maxPageBytes());
    boolean complete = false;
    try (Writer out = new OutputStreamWriter(new ByteBufOutputStream(content), UTF_8)) {
      markup.writeTo(out);
      out.flush();
      content.capacity(content.readableBytes());
      complete = true;
      return content;
    } catch (IndexOutOfBoundsException | IOException full) {
      throw tooLarge(limits.maxPageBytes(), "the snapshot", metadata, full);
    } finally {
      if (!complete) {
        content.release();
      }
    }
  }

  private static PageFetchException tooLarge(
      int limitBytes, String what, PageMetadata metadata, @Nullable Exception cause) {
    return new PageFetchException(
        cannotMakeOneOf(metadata).then(": " + what + " is larger than " + limitBytes + " bytes"),
        ADVICE,
        cause);
  }

  private static Wording cannotMakeOneOf(PageMetadata metadata) {
    return Wording.address(metadata.source()).after("cannot make a snapshot of ");
  }

  private static String report(int resources, int lengthBytes, Shortfall shortfall) {
    String made = "snapshot of %d bytes, %d resources embedded".formatted(lengthBytes, resources);
    return shortfall.total() == 0
        ? made
        : made + ", %d missing and left empty: %s".formatted(shortfall.total(), shortfall);
  }
}

package org.anonproxy.server.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.anonproxy.server.page.AddressScope;
import org.anonproxy.server.page.FetchLimits;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.page.Referrer;

/** Is a web site in memory, of which snapshots are made without a socket. */
class Site implements ResourceLoader {
  static final String PAGE = "http://site.test/dir/page.html";

  private final Map<String, Resource> resources = new ConcurrentHashMap<>();
  private final List<String> loaded = new CopyOnWriteArrayList<>();

  /** Puts a text there. */
  Site with(String path, String contentType, String text) {
    return with(path, contentType, text.getBytes(UTF_8));
  }

  Site with(String path, String contentType, byte[] content) {
    URI url = URI.create(PAGE).resolve(path);
    Referrer origin = new Referrer(url, AddressScope.PUBLIC);
    resources.put(url.toString(), new Resource(content, contentType, origin));
    return this;
  }

  /** Takes away what was there. */
  Site without(String path) {
    resources.remove(URI.create(PAGE).resolve(path).toString());
    return this;
  }

  @Override
  public Resource load(Referrer from, URI url, FetchLimits limits) throws PageFetchException {
    loaded.add(url.toString());
    Resource resource = resources.get(url.toString());
    if (resource == null || resource.content().length > limits.maxBytes()) {
      throw new PageFetchException("cannot download " + url + ": gone", "look elsewhere");
    }
    return resource;
  }

  /** Returns the addresses that were asked for, in any order. */
  List<String> loaded() {
    return loaded;
  }

  /** Returns the snapshot of a page with that text. */
  String snapshot(String html) throws PageFetchException {
    return snapshot(html, SnapshotLimits.STANDARD);
  }

  String snapshot(String html, SnapshotLimits limits) throws PageFetchException {
    return saved(new Snapshot(limits, true, this), html, "text/html", UTF_8);
  }

  static String saved(Snapshot snapshot, String html, String contentType, Charset charset)
      throws PageFetchException {
    Page page = snapshot.of(page(html.getBytes(charset), contentType)).page();
    try {
      return new String(ByteBufUtil.getBytes(page.content()), UTF_8);
    } finally {
      page.release();
    }
  }

  static Page page(byte[] content, String contentType) {
    return new Page(
        Unpooled.wrappedBuffer(content),
        new PageMetadata(URI.create(PAGE), contentType, null, null, Instant.EPOCH));
  }
}

package org.anonproxy.server.snapshot;

import io.netty.buffer.ByteBufUtil;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.anonproxy.server.page.FetchLimits;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageFetcher;
import org.anonproxy.server.page.Referrer;
import org.jspecify.annotations.Nullable;

/** Loads resources as pages are: from the web, and for a page that is a file, from beside it. */
final class FetchedResources implements ResourceLoader {
  private static final Map<String, String> TYPES_OF_FILES =
      Map.ofEntries(
          Map.entry("html", "text/html"),
          Map.entry("htm", "text/html"),
          Map.entry("css", "text/css"),
          Map.entry("js", "text/javascript"),
          Map.entry("mjs", "text/javascript"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("avif", "image/avif"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff", "font/woff"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("ttf", "font/ttf"),
          Map.entry("otf", "font/otf"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("webm", "video/webm"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("pdf", "application/pdf"));

  private final PageFetcher fetcher;

  FetchedResources(PageFetcher fetcher) {
    this.fetcher = fetcher;
  }

  @Override
  public Resource load(Referrer from, URI url, FetchLimits limits) throws PageFetchException {
    Page fetched = fetcher.fetch(from, url, limits);
    try {
      return new Resource(
          ByteBufUtil.getBytes(fetched.content()), contentTypeOf(fetched), fetched.referrer());
    } finally {
      fetched.release();
    }
  }

  /** Returns what the origin says, or for a file, what its name says. */
  static @Nullable String contentTypeOf(Page page) {
    String declared = page.metadata().contentType();
    String path = page.metadata().source().getPath();
    if (declared != null || path == null || !"file".equals(page.metadata().source().getScheme())) {
      return declared;
    }
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES_OF_FILES.get(extension);
  }
}

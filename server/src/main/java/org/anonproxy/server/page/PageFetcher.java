package org.anonproxy.server.page;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.MalformedURLException;
import java.time.InstantSource;

/**
 * Obtains pages from the web and from files, within the limits it was made with. Keeps nothing
 * between two fetches and never writes to disk; the bytes are those that the origin served.
 *
 * <p>Safe for use by many threads. A fetch occupies the calling thread, which must not be an event
 * loop, for at most the limit's total time.
 */
public final class PageFetcher {
  private final FetchLimits limits;
  private final Network network;
  private final PageExchange exchange;
  private final FileReading files;

  /** Creates a fetcher that uses the system's resolver and trusted certificates. */
  public PageFetcher(FetchLimits limits) {
    // A page lives long and may be large: it would only tear holes into a pool.
    this(limits, Network.REAL, UnpooledByteBufAllocator.DEFAULT, InstantSource.system());
  }

  PageFetcher(
      FetchLimits limits, Network network, ByteBufAllocator allocator, InstantSource clock) {
    ContentBuffer buffer = new ContentBuffer(allocator, limits.maxBytes());
    this.limits = limits;
    this.network = network;
    this.exchange = new PageExchange(buffer, limits.maxBytes(), network.tls(), clock);
    this.files = new FileReading(limits, buffer, clock);
  }

  /**
   * Obtains the page. The caller owns the one reference of it.
   *
   * @throws PageFetchException if that is not possible; nothing is left behind then
   */
  public Page fetch(PageSource source) throws PageFetchException {
    if (source instanceof PageSource.LocalFile file) {
      return files.read(file.path());
    }
    WebUrl url;
    try {
      url = WebUrl.parse(((PageSource.Web) source).uri().toString());
    } catch (MalformedURLException e) {
      throw new PageFetchException(
          "cannot download the page: " + e.getMessage(), "give an http or https URL", e);
    }
    return new WebDownload(limits, network, exchange).run(url);
  }
}

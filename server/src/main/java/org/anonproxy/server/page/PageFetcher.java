package org.anonproxy.server.page;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.MalformedURLException;
import java.time.InstantSource;
import org.anonproxy.server.events.PageFetchEvent;
import org.jspecify.annotations.Nullable;

/**
 * Obtains pages from the web and from files, within the limits it was made with. Keeps nothing
 * between two fetches and never writes to disk; the bytes are those that the origin served.
 *
 * <p>Safe for use by many threads. A fetch occupies the calling thread, which must not be an event
 * loop, for at most the limit's total time.
 */
public final class PageFetcher implements PageOrigin {
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
    return ((FetchAnswer.Fetched) ask(source, null)).page();
  }

  /** {@inheritDoc} A request is made conditional; a file is judged by its size and time. */
  @Override
  public FetchAnswer ask(PageSource source, @Nullable PageMetadata known)
      throws PageFetchException {
    PageFetchEvent event = new PageFetchEvent();
    event.begin();
    try {
      FetchAnswer answer =
          source instanceof PageSource.LocalFile file
              ? files.read(file.path(), known)
              : download((PageSource.Web) source, known == null ? null : Validators.of(known));
      event.succeeded = true;
      event.pageBytes =
          answer instanceof FetchAnswer.Fetched fetched ? fetched.page().lengthBytes() : 0;
      return answer;
    } catch (OutOfMemoryError e) {
      // Nothing was too large for the program but this page, of which nothing is left.
      throw new PageFetchException(
          "cannot keep the page: there is not enough memory",
          "give the JVM more, such as JAVA_OPTS=-XX:MaxDirectMemorySize=256m",
          e);
    } finally {
      if (event.shouldCommit()) {
        event.origin = PublicAddress.of(source);
        event.commit();
      }
    }
  }

  private FetchAnswer download(PageSource.Web web, @Nullable Validators known)
      throws PageFetchException {
    WebUrl url;
    try {
      url = WebUrl.parse(web.uri().toString());
    } catch (MalformedURLException e) {
      throw new PageFetchException(
          "cannot download the page: " + e.getMessage(), "give an http or https URL", e);
    }
    return new WebDownload(limits, network, exchange, known).run(url);
  }
}

package org.anonproxy.server.page;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.MalformedURLException;
import java.net.URI;
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
  private final ByteBufAllocator allocator;
  private final InstantSource clock;

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
    this.allocator = allocator;
    this.clock = clock;
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
      throw tooLargeForMemory("the page", e);
    } finally {
      if (event.shouldCommit()) {
        event.origin = PublicAddress.of(source);
        event.commit();
      }
    }
  }

  /** Nothing was too large for the program but what was fetched, of which nothing is left. */
  private static PageFetchException tooLargeForMemory(String what, OutOfMemoryError e) {
    return new PageFetchException(
        "cannot keep " + what + ": there is not enough memory",
        "give the JVM more, such as JAVA_OPTS=-XX:MaxDirectMemorySize=256m",
        e);
  }

  private FetchAnswer download(PageSource.Web web, @Nullable Validators known)
      throws PageFetchException {
    WebUrl url;
    try {
      url = WebUrl.parse(web.uri().toString());
    } catch (MalformedURLException e) {
      throw new PageFetchException(
          new Wording("cannot download the page: " + e.getMessage(), "cannot download the page"),
          "give an http or https URL",
          e);
    }
    return new WebDownload(limits, network, exchange, known, /* from= */ null).run(url);
  }

  /**
   * Obtains what a page refers to: under the rules of a redirect from that page, so that a public
   * one gets nothing from a private address and an https one nothing by http. A file may refer to
   * the files in its own directory and below, besides the public web.
   *
   * @param within limits of this one download, in the place of the fetcher's own
   * @throws PageFetchException if that is not possible; nothing is left behind then
   */
  public Page fetch(Referrer from, URI resource, FetchLimits within) throws PageFetchException {
    try {
      return obtain(from, resource, within);
    } catch (OutOfMemoryError e) {
      throw tooLargeForMemory("a resource of the page", e);
    }
  }

  private Page obtain(Referrer from, URI resource, FetchLimits within) throws PageFetchException {
    ContentBuffer buffer = new ContentBuffer(allocator, within.maxBytes());
    if ("file".equals(resource.getScheme())) {
      return new FileReading(within, buffer, clock).readBeside(from.source(), resource);
    }
    WebUrl url;
    try {
      url = WebUrl.parse(resource.toString());
    } catch (MalformedURLException e) {
      throw new PageFetchException(
          new Wording(
              "cannot download a resource: " + e.getMessage(), "cannot download a resource"),
          "mend the page",
          e);
    }
    if ("https".equals(from.source().getScheme()) && !url.isSecure()) {
      throw FetchFailure.refused(url, "an https page refers to it by http", "mend the page");
    }
    PageExchange single = new PageExchange(buffer, within.maxBytes(), network.tls(), clock);
    WebDownload download =
        new WebDownload(within, network, single, /* known= */ null, from.scope());
    return ((FetchAnswer.Fetched) download.run(url)).page();
  }
}

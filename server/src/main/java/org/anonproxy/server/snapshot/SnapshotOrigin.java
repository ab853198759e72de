package org.anonproxy.server.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.anonproxy.server.page.FetchAnswer;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageFetcher;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.page.PageOrigin;
import org.anonproxy.server.page.PageSource;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives pages self-contained: images, style sheets, fonts, icons, scripts and frames are in the
 * page as data URIs, links are absolute, and what would load something else is taken out. A browser
 * shows the result without network.
 *
 * <p>A page whose HTML has not changed keeps its snapshot for an hour, or until somebody calls
 * {@link #renew}; then all that it refers to is loaded anew. If that brings less than the snapshot
 * has, as when the origin of the images fails, it stays for another hour.
 *
 * <p>What cannot be had, or lies beyond the limits, is left empty; one line in the log says how
 * much that is, and why. Safe for use by many threads; none may be an event loop, as an answer
 * occupies it until all is loaded.
 */
public final class SnapshotOrigin implements PageOrigin {
  private static final Logger LOGGER = LogManager.getLogger(SnapshotOrigin.class);
  private static final Marker MADE = MarkerManager.getMarker("snapshot-made");
  private static final Marker KEPT = MarkerManager.getMarker("snapshot-kept");
  private static final Duration LIFETIME = Duration.ofHours(1);

  /** A page that is forgotten is only loaded once more than it need be. */
  private static final int MAX_REMEMBERED = 1000;

  private final PageOrigin pages;
  private final Snapshot snapshots;
  private final LongSupplier nanoTime;
  private final Cache<PageSource, Made> made =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();
  private final AtomicInteger round = new AtomicInteger();

  /**
   * Makes snapshots of what {@code fetcher} fetches.
   *
   * @param withScripts whether scripts are kept
   */
  public SnapshotOrigin(SnapshotLimits limits, boolean withScripts, PageFetcher fetcher) {
    this(
        fetcher,
        new Snapshot(limits, withScripts, new FetchedResources(fetcher)),
        System::nanoTime);
  }

  SnapshotOrigin(PageOrigin pages, Snapshot snapshots, LongSupplier nanoTime) {
    this.pages = pages;
    this.snapshots = snapshots;
    this.nanoTime = nanoTime;
  }

  /** Is what a snapshot was made of. */
  private record Html(URI source, @Nullable String contentType, String digest) {
    static Html of(Page page) {
      try {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(page.content().nioBuffer());
        PageMetadata metadata = page.metadata();
        return new Html(
            metadata.source(), metadata.contentType(), HexFormat.of().formatHex(sha256.digest()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java runtime has it", e);
      }
    }
  }

  /** Describes the last snapshot of a page. */
  private record Made(Html html, int missing, int round, long nanos) {}

  /** Has everything loaded anew when a page is asked for next, its HTML changed or not. */
  public void renew() {
    round.incrementAndGet();
  }

  @Override
  public FetchAnswer ask(PageSource source, @Nullable PageMetadata known)
      throws PageFetchException {
    int askedRound = round.get();
    Made last = known == null ? null : made.getIfPresent(source);
    boolean lasting =
        last != null
            && last.round() == askedRound
            && nanoTime.getAsLong() - last.nanos() < LIFETIME.toNanos();
    FetchAnswer answer = pages.ask(source, lasting ? known : null);
    if (!(answer instanceof FetchAnswer.Fetched fetched)) {
      return answer;
    }
    Html html = Html.of(fetched.page());
    Made sameHtml = last != null && last.html().equals(html) ? last : null;
    if (sameHtml != null && lasting) {
      fetched.page().release();
      return new FetchAnswer.Unchanged(fetched.freshness());
    }
    SavedPage saved = snapshots.of(fetched.page());
    LOGGER.log(saved.missing() == 0 ? Level.INFO : Level.WARN, MADE, saved.report());
    int missing =
        sameHtml == null ? saved.missing() : Math.min(sameHtml.missing(), saved.missing());
    made.put(source, new Made(html, missing, askedRound, nanoTime.getAsLong()));
    if (missing < saved.missing()) {
      LOGGER.warn(KEPT, "the snapshot before lacks less and stays");
      saved.page().release();
      return new FetchAnswer.Unchanged(fetched.freshness());
    }
    return new FetchAnswer.Fetched(saved.page(), fetched.freshness());
  }
}

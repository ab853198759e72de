package org.anonproxy.server.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.anonproxy.server.page.FetchLimits;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageFetcher;
import org.anonproxy.server.page.PageSource;
import org.anonproxy.server.page.Referrer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets a page, its style sheets and their servers try to cost more than they may. */
final class SnapshotBoundsTest {
  private static final SnapshotLimits SMALL =
      new SnapshotLimits(
          20,
          4,
          40 << 20,
          10_000,
          50_000,
          60_000_000,
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          4);
  private static final Duration SOON = Duration.ofSeconds(15);

  private final Site site = new Site();

  private static SnapshotLimits upTo(int maxPageBytes) {
    return upTo(maxPageBytes, 1 << 20);
  }

  private static SnapshotLimits upTo(int maxPageBytes, int maxDocumentBytes) {
    return new SnapshotLimits(
        20,
        4,
        maxDocumentBytes,
        10_000,
        50_000,
        maxPageBytes,
        SMALL.perResource(),
        SMALL.total(),
        4);
  }

  @Test
  void endsWithFarTooManyImages() throws Exception {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      html.append("<img src=").append(i).append('>');
    }
    String saved = assertTimeoutPreemptively(SOON, () -> site.snapshot(html.toString(), SMALL));
    assertEquals(20, site.loaded().size());
    assertFalse(saved.contains("src=\"1"));
  }

  @Test
  void growsByLinksAFewTimesOnly() {
    String base = "<base href=/" + "x".repeat(7_000) + "/>";
    String html = base + "<a href=y></a><img src=z>".repeat(8_000);
    SnapshotLimits limits = upTo(30_000_000, 4 << 20);
    String saved = assertTimeoutPreemptively(SOON, () -> site.snapshot(html, limits));
    assertTrue(saved.length() < 30_000_000, "length " + saved.length());
  }

  @Test
  void writesNoMoreThanASnapshotMayHave() throws Exception {
    site.with("x.png", "image/png", new byte[9_000]);
    String saved = site.snapshot("<img src=x.png>".repeat(1000), upTo(100_000));
    assertTrue(saved.length() <= 100_000, "length " + saved.length());
    assertTrue(saved.contains("base64,AAAA") && saved.contains("<img src=\"data:,\">"));
  }

  @Test
  void refusesAPageThatIsTooLargeItself() {
    PageFetchException e =
        assertThrows(
            PageFetchException.class, () -> site.snapshot("x".repeat(2_000_000), upTo(60_000)));
    assertTrue(String.valueOf(e.getMessage()).contains("its HTML is larger than 1048576 bytes"));
    e =
        assertThrows(
            PageFetchException.class, () -> site.snapshot("x".repeat(70_000), upTo(60_000)));
    assertTrue(String.valueOf(e.getMessage()).contains("the snapshot is larger than 60000 bytes"));
  }

  /** The page's address is a URI then, in which the words of the path are not what they were. */
  @Test
  void tellsThatAFileIsTooLargeWithoutItsDirectories(@TempDir Path directory) throws Exception {
    Path above = Files.createDirectory(directory.resolve("se cret"));
    Path page = Files.writeString(above.resolve("page 1.html"), "<p>" + "x".repeat(70_000));
    SnapshotOrigin origin =
        new SnapshotOrigin(upTo(60_000), true, new PageFetcher(FetchLimits.STANDARD));
    PageFetchException e =
        assertThrows(
            PageFetchException.class, () -> origin.ask(new PageSource.LocalFile(page), null));
    assertTrue(String.valueOf(e.getMessage()).contains("/se%20cret/page%201.html: the snapshot"));
    assertEquals(
        "cannot make a snapshot of page%201.html: the snapshot is larger than 60000 bytes; serve it"
            + " without --snapshot",
        e.publicReason());
  }

  @Test
  void endsWithStyleSheetsThatImportEachOther() {
    // Each of them a hundred times: written out, that would be a hundred to the power of the depth.
    for (int i = 0; i < 4; i++) {
      StringBuilder css = new StringBuilder("a{b:c}");
      for (int j = 0; j < 100; j++) {
        css.append("@import '").append(j % 4).append(".css';");
      }
      site.with(i + ".css", "text/css", css.toString());
    }
    String html = "<link rel=stylesheet href=0.css><link rel=stylesheet href=3.css>";
    String saved =
        assertTimeoutPreemptively(SOON, () -> site.snapshot(html.repeat(50), upTo(1 << 20)));
    assertEquals(4, site.loaded().size());
    assertTrue(saved.length() <= 1 << 20, "length " + saved.length());
  }

  @Test
  void goesNoDeeperThanTheLimit() throws Exception {
    for (int i = 0; i < 10; i++) {
      site.with(i + ".css", "text/css", "@import '" + (i + 1) + ".css';");
    }
    site.snapshot("<link rel=stylesheet href=0.css>", SMALL);
    assertEquals(4, site.loaded().size());
  }

  @Test
  void loadsNoMoreBytesThanTheLimit() throws Exception {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      site.with(i + ".png", "image/png", new byte[9_000]);
      html.append("<img src=").append(i).append(".png>");
    }
    String saved = site.snapshot(html.toString(), SMALL);
    assertEquals(5, saved.split("base64,", -1).length - 1);
  }

  @Test
  void waitsForNobodyBeyondItsTime() {
    CountDownLatch never = new CountDownLatch(1);
    Site slow =
        new Site() {
          @Override
          public Resource load(Referrer from, URI url, FetchLimits limits)
              throws PageFetchException {
            if (url.getPath().endsWith("slow.png")) {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new PageFetchException("cannot download " + url, "wait", e);
              }
            }
            return super.load(from, url, limits);
          }
        };
    slow.with("a.png", "image/png", "A");
    SnapshotLimits brief =
        new SnapshotLimits(
            20,
            4,
            1 << 20,
            10_000,
            50_000,
            1 << 20,
            Duration.ofSeconds(60),
            Duration.ofMillis(500),
            4);
    String saved =
        assertTimeoutPreemptively(
            SOON, () -> slow.snapshot("<img src=slow.png><img src=a.png>", brief));
    assertTrue(
        saved.contains("<img src=\"data:,\"><img src=\"data:image/png;base64,QQ==\">"), saved);
  }

  @Test
  void loadsSeveralAtOnceButNotMore() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(4);
    ResourceLoader loader =
        (from, url, limits) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          together.countDown();
          try {
            together.await();
          } catch (InterruptedException e) {
            throw new PageFetchException("cannot download " + url, "wait", e);
          }
          now.decrementAndGet();
          throw new PageFetchException("cannot download " + url, "wait");
        };
    Snapshot snapshot = new Snapshot(SMALL, true, loader);
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      html.append("<img src=").append(i).append('>');
    }
    assertTimeoutPreemptively(
        SOON, () -> Site.saved(snapshot, html.toString(), "text/html", StandardCharsets.UTF_8));
    assertEquals(4, most.get());
  }

  @Test
  void endsWithDeepNesting() throws Exception {
    assertTimeoutPreemptively(SOON, () -> site.snapshot("<div>".repeat(50_000) + "x", SMALL));
    assertTimeoutPreemptively(SOON, () -> site.snapshot("<svg><g>".repeat(50_000) + "x", SMALL));
    String css = "a{b:c(" + "d(".repeat(200_000);
    assertTimeoutPreemptively(SOON, () -> site.snapshot("<style>" + css + "</style>", SMALL));
    String frame = "<img src=a.png>";
    for (int i = 0; i < 8; i++) {
      frame = "<iframe srcdoc=\"" + frame.replace("&", "&amp;").replace("\"", "&quot;") + "\">";
    }
    String nested = frame;
    assertTimeoutPreemptively(SOON, () -> site.snapshot(nested, SMALL));
    assertTrue(site.loaded().isEmpty(), "beyond the depth");
  }
}

package org.anonproxy.server.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.anonproxy.server.page.FetchAnswer;
import org.anonproxy.server.page.Freshness;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.page.PageOrigin;
import org.anonproxy.server.page.PageSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asks for a page again and again while its HTML, or what it refers to, changes. */
final class SnapshotOriginTest {
  private static final PageSource SOURCE = new PageSource.Web(URI.create(Site.PAGE));
  private static final SnapshotLimits SMALL =
      new SnapshotLimits(
          20, 4, 100, 10_000, 50_000, 60_000, Duration.ofSeconds(20), Duration.ofSeconds(20), 4);

  private final Site site = new Site().with("a.png", "image/png", "A");
  private final Html pages = new Html();
  private long nowNanos = Long.MAX_VALUE;
  private final SnapshotOrigin origin =
      new SnapshotOrigin(pages, new Snapshot(SMALL, true, site), () -> nowNanos);
  private @Nullable Page served;

  /** Is an origin of HTML, with or without validators, that notes what it gave and was told. */
  private static final class Html implements PageOrigin {
    private final List<Page> given = new ArrayList<>();
    private final List<Boolean> conditional = new ArrayList<>();
    private String text = "<img src=a.png>";
    private boolean validates;

    @Override
    public FetchAnswer ask(PageSource source, @Nullable PageMetadata known) {
      conditional.add(known != null);
      if (validates && known != null) {
        return new FetchAnswer.Unchanged(Freshness.UNSTATED);
      }
      Page page = Site.page(text.getBytes(UTF_8), "text/html");
      given.add(page);
      return new FetchAnswer.Fetched(page, Freshness.UNSTATED);
    }
  }

  @AfterEach
  void nothingIsKeptOfTheHtml() {
    keep(null);
    assertEquals(0, pages.given.stream().filter(page -> page.refCnt() > 0).count());
  }

  private void keep(@Nullable Page page) {
    if (served != null) {
      served.release();
    }
    served = page;
  }

  /** Looks for a newer version as a cache does, and at what there is to serve then. */
  private void assertLook(boolean newer, String words) throws PageFetchException {
    FetchAnswer answer = origin.ask(SOURCE, served == null ? null : served.metadata());
    assertEquals(newer, answer instanceof FetchAnswer.Fetched);
    if (answer instanceof FetchAnswer.Fetched fetched) {
      keep(fetched.page());
    }
    String saved = served == null ? "" : served.content().toString(UTF_8);
    assertTrue(saved.contains(words), saved);
  }

  private void change(String image) {
    site.with("a.png", "image/png", image);
  }

  @Test
  void loadsNothingAnewForTheSameHtml() throws Exception {
    assertLook(true, "base64,QQ==");
    change("B");
    assertLook(false, "base64,QQ==");
    pages.validates = true;
    assertLook(false, "base64,QQ==");
    assertEquals(1, site.loaded().size());
    assertEquals(List.of(false, true, true), pages.conditional);
  }

  @Test
  void loadsEverythingAnewForOtherHtml() throws Exception {
    assertLook(true, "base64,QQ==");
    change("B");
    pages.text += "!";
    assertLook(true, "base64,Qg==");
  }

  @Test
  void loadsEverythingAnewAfterAnHour() throws Exception {
    pages.validates = true;
    assertLook(true, "base64,QQ==");
    change("B");
    nowNanos += Duration.ofHours(1).toNanos() - 1;
    assertLook(false, "base64,QQ==");
    nowNanos++;
    assertLook(true, "base64,Qg==");
    assertLook(false, "base64,Qg==");
    assertEquals(2, site.loaded().size());
    assertEquals(List.of(false, true, false, true), pages.conditional);
  }

  @Test
  void loadsEverythingAnewWhenAsked() throws Exception {
    pages.validates = true;
    assertLook(true, "base64,QQ==");
    change("B");
    origin.renew();
    assertLook(true, "base64,Qg==");
    change("C");
    assertLook(false, "base64,Qg==");
  }

  @Test
  void keepsASnapshotThatLacksLess() throws Exception {
    assertLook(true, "base64,QQ==");
    site.without("a.png");
    origin.renew();
    assertLook(false, "base64,QQ==");
    assertLook(false, "base64,QQ==");
    assertEquals(2, site.loaded().size());
    change("B");
    nowNanos += Duration.ofHours(1).toNanos();
    assertLook(true, "base64,Qg==");
    site.without("a.png");
    pages.text += "!";
    assertLook(true, "<img src=\"data:,\">!");
  }

  @Test
  void goesOnFromTheLastSnapshotAfterAPageThatWasTooLarge() throws Exception {
    assertLook(true, "base64,QQ==");
    pages.text += "!".repeat(100);
    PageFetchException e = assertThrows(PageFetchException.class, () -> assertLook(true, "!"));
    assertTrue(String.valueOf(e.getMessage()).contains("its HTML is larger than 100 bytes"));
    pages.text = "<img src=a.png>";
    assertLook(false, "base64,QQ==");
  }

  @Test
  void remembersNothingOfAPageThatItsCacheHasGivenUp() throws Exception {
    assertLook(true, "base64,QQ==");
    keep(null);
    change("B");
    assertLook(true, "base64,Qg==");
  }
}

package org.anonproxy.server.snapshot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.anonproxy.server.page.AddressScope;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.Referrer;
import org.junit.jupiter.api.Test;

final class SnapshotTest {
  private final Site site = new Site().with("/a.png", "image/png", "A").with("b.png", "", "B");

  private static final String A = "data:image/png;base64,QQ==";
  private static final String B = "data:;base64,Qg==";

  private void assertBody(String expected, String body) throws Exception {
    String saved = site.snapshot("<!DOCTYPE html><body>" + body);
    assertTrue(saved.contains("<html><head><meta charset=\"utf-8\">"), saved);
    assertEquals(expected, saved.replaceFirst("(?s).*<body>(.*)</body></html>", "$1"));
  }

  @Test
  void embedsImagesWhereverTheyStand() throws Exception {
    assertBody("<img src=\"" + A + "\">", "<img src=/a.png>");
    assertBody("<img src=\"" + B + "\">", "<img src=' b.png\n'>");
    assertBody("<img srcset=\"" + A + ", " + B + " 2x\">", "<img srcset='/a.png, b.png 2x'>");
    assertBody(
        "<picture><source srcset=\"" + A + "\"></picture>",
        "<picture><source srcset=/a.png></picture>");
    assertBody(
        "<video poster=\"" + A + "\" src=\"data:,\"></video>",
        "<video poster=/a.png src=big.mp4></video>");
    assertBody("<input type=\"image\" src=\"" + A + "\">", "<input type=image src=/a.png>");
    assertBody("<p style=\"a:url(&quot;" + A + "&quot;)\"></p>", "<p style='a:url(/a.png)'></p>");
    assertBody(
        "<svg><image xlink:href=\"" + A + "#f\" /></svg>",
        "<svg><image xlink:href='/a.png#f'/></svg>");
    assertBody("<link rel=\"icon\" href=\"" + A + "\">", "<link rel=icon href=/a.png>");
    assertBody("<style>a{b:url(\"" + A + "\")}</style>", "<style>a{b:url(/a.png)}</style>");
    assertBody(
        "<noscript><img src=\"" + A + "\"></noscript>", "<noscript><img src=/a.png></noscript>");
  }

  @Test
  void leavesMissingResourcesEmpty() throws Exception {
    assertBody("<img src=\"data:,\" alt=\"x\">", "<img src=gone.png alt=x>");
    assertBody("<img src=\"data:,\">", "<img src=ftp://site.test/a.png>");
    assertBody("<img src=\"" + A + "\">", "<img src=/a.png srcset=gone.png>");
    assertBody("<iframe src=\"data:text/html,\"></iframe>", "<iframe src=gone.html></iframe>");
    assertBody("<script src=\"data:text/javascript,\"></script>", "<script src=gone.js></script>");
  }

  @Test
  void loadsEachAddressOnce() throws Exception {
    site.snapshot("<img src=/a.png><img src=../a.png#x><style>a{b:url(/a.png)}</style>");
    assertEquals(List.of("http://site.test/a.png"), site.loaded());
  }

  @Test
  void followsStyleSheetsFromWhereTheyAre() throws Exception {
    site.with("/css/one.css", "text/css", "@import 'in/two.css' print;a{b:url(c.png)}")
        .with("/css/in/two.css", "text/css", "a{b:url(../c.png)}")
        .with("/css/c.png", "image/png", "C");
    String inner = "data:text/css;charset=utf-8,a{b:url(%22data:image/png;base64,Qw==%22)}";
    String outer =
        "data:text/css;charset=utf-8,@import%20%22"
            + inner.replace("%", "%25")
            + "%22%20print;"
            + "a{b:url(%22data:image/png;base64,Qw==%22)}";
    assertBody(
        "<link rel=\"stylesheet\" media=\"m\" href=\"" + outer + "\">",
        "<link rel=stylesheet media=m href=/css/one.css>");
  }

  @Test
  void readsStyleSheetsInTheirEncoding() throws Exception {
    byte[] sheet =
        "@charset \"iso-8859-2\";a::after{content:'\u0142'}"
            .getBytes(Charset.forName("iso-8859-2"));
    site.with("l.css", "text/css", sheet);
    assertTrue(site.snapshot("<link rel=stylesheet href=l.css>").contains("content:%27%C5%82%27"));
    site.with("u.css", "text/css; charset=utf-8", "a::after{content:'\u0142'}");
    assertTrue(site.snapshot("<link rel=stylesheet href=u.css>").contains("content:%27%C5%82%27"));
  }

  @Test
  void takesNoErrorPageForAStyleSheet() throws Exception {
    site.with("soft.css", "text/html", "<html>Not found");
    assertBody(
        "<link rel=\"stylesheet\" href=\"data:text/css,\">", "<link rel=stylesheet href=soft.css>");
  }

  @Test
  void declaresUtf8WhateverThePageWasIn() throws Exception {
    Snapshot snapshot = new Snapshot(SnapshotLimits.STANDARD, true, site);
    Charset cyrillic = Charset.forName("windows-1251");
    String meta =
        "<meta charset=windows-1251><meta http-equiv=content-type content='text/html;"
            + " charset=koi8-r'>";
    assertTrue(Site.saved(snapshot, meta + "\u0416", "text/html", cyrillic).contains("\u0416"));
    assertTrue(
        Site.saved(snapshot, "\u0416", "text/html; charset=cp1251", cyrillic).contains("\u0416"));
    assertTrue(
        Site.saved(snapshot, meta + "\u0416", "text/html; charset=UTF-8", UTF_8)
            .contains("\u0416"));
    assertTrue(
        Site.saved(snapshot, "\ufeff" + meta + "\u0416", "text/html", UTF_8).contains("\u0416"));
    assertTrue(Site.saved(snapshot, "\u0416", "text/html", UTF_8).contains("\u0416"));
    String latin = Site.saved(snapshot, "caf\u00e9", "text/html", ISO_8859_1);
    assertTrue(latin.contains("caf\u00e9"), latin);
    String saved = Site.saved(snapshot, meta, "text/html", cyrillic);
    assertFalse(saved.contains("1251") || saved.contains("koi8"), saved);
  }

  @Test
  void keepsWhatScriptsMean() throws Exception {
    site.with("s.js", "text/javascript", "'</script>'")
        .with("w.js", "text/javascript; charset=windows-1251", "w");
    String coded = Base64.getEncoder().encodeToString("'</script>'".getBytes(UTF_8));
    assertBody(
        "<script defer src=\"data:text/javascript;charset=UTF-8;base64," + coded + "\"></script>",
        "<script defer crossorigin nonce=1 src=s.js></script>");
    assertBody(
        "<script type=\"module\""
            + " src=\"data:text/javascript;charset=windows-1251;base64,dw==\"></script>",
        "<script type=module src=w.js></script>");
    assertBody("", "<script nomodule src=s.js></script><script type=speculationrules>{}</script>");
  }

  @Test
  void keepsToTheIntegrityThatThePageDemands() throws Exception {
    site.with("s.js", "text/javascript", "1");
    String right = "sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=";
    assertBody(
        "<script src=\"data:text/javascript;charset=UTF-8;base64,MQ==\"></script>",
        "<script src=s.js integrity='sha256-AAAA " + right + "'></script>");
    assertBody(
        "<script src=\"data:text/javascript,\"></script>",
        "<script src=s.js integrity='sha256-AAAA'></script>");
    assertBody(
        "<script src=\"data:text/javascript,\"></script>",
        "<script src=s.js integrity='" + right + " sha512-AAAA'></script>");
  }

  @Test
  void makesLinksAbsolute() throws Exception {
    assertBody("<a href=\"http://site.test/x?y#z\"></a>", "<a href='../x?y#z'></a>");
    assertBody("<a href=\"#here\"></a>", "<a href='#here'></a>");
    assertBody("<a href=\"#top\"></a>", "<a href='page.html#top'></a>");
    assertBody("<a href=\"mailto:a@b\"></a>", "<a href='mailto:a@b'></a>");
    assertBody("<a href=\"http://other.test/\"></a>", "<a href='//other.test'></a>");
    assertBody("<form action=\"" + Site.PAGE + "\"></form>", "<form></form>");
    assertBody(
        "<button formaction=\"http://site.test/dir/f\"></button>",
        "<button formaction=f></button>");
  }

  @Test
  void resolvesAgainstTheBaseOfThePage() throws Exception {
    String saved =
        site.snapshot(
            "<base target=t><base href=/><base href=/no/><img src=a.png><a href=x></a><a"
                + " href=#y></a>");
    assertTrue(saved.contains("<base target=\"t\">"), saved);
    assertTrue(saved.contains(A), saved);
    assertTrue(saved.contains("<a href=\"http://site.test/x\"></a>"), saved);
    assertTrue(saved.contains("<a href=\"http://site.test/#y\"></a>"), saved);
    assertEquals(1, saved.split("<base", -1).length - 1);
  }

  @Test
  void takesOutWhatWouldLoadOrBlockSomething() throws Exception {
    String saved =
        site.snapshot(
            "<html manifest=m><head><meta http-equiv=Refresh content='0;url=/x'><meta"
                + " http-equiv=content-security-policy content=\"img-src 'none'\"><link rel=preload"
                + " as=image href=a.png imagesrcset=b.png><link rel='PREFETCH' href=x><link"
                + " rel=modulepreload href=x><link rel=dns-prefetch href=x><link rel=preconnect"
                + " href=x><link rel=manifest href=x><body><a ping=http://x/ href=y>");
    for (String gone :
        List.of(
            "Refresh",
            "img-src",
            "preload",
            "PREFETCH",
            "\"x\"",
            "preconnect",
            "manifest",
            "ping")) {
      assertFalse(saved.contains(gone), gone + " in " + saved);
    }
    assertTrue(
        saved.contains(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src data: blob:"));
    assertEquals(List.of(), site.loaded());
  }

  @Test
  void loadsStyleSheetsThatWereToBeLoadedLater() throws Exception {
    site.with("l.css", "text/css", "a{}");
    assertBody(
        "<link rel=\"stylesheet\" href=\"data:text/css;charset=utf-8,a{}\">",
        "<link rel=preload as=style href=l.css onload=\"this.rel='stylesheet'\">");
  }

  @Test
  void dropsScriptsIfAsked() throws Exception {
    String saved =
        Site.saved(
            new Snapshot(SnapshotLimits.STANDARD, false, site),
            "<body onload=x><script>1</script><script"
                + " src=s.js></script><svg><script>2</script></svg><a href=' java"
                + "\tscript:x'>a</a><img onerror=x src=/a.png><noscript><b>c</b></noscript><iframe"
                + " srcdoc='<p onclick=x>'></iframe>",
            "text/html",
            UTF_8);
    for (String gone :
        List.of("<script", "onload", "onerror", "onclick", "noscript", "java", "s.js")) {
      assertFalse(saved.contains(gone), gone + " in " + saved);
    }
    assertTrue(
        saved.contains("script-src 'none'") && saved.contains("<b>c</b>") && saved.contains(A),
        saved);
    assertEquals(List.of("http://site.test/a.png"), site.loaded());
  }

  @Test
  void dropsTheScriptsOfFramesToo() throws Exception {
    site.with("f.html", "text/html", "<p onclick=x>within<script>1</script>");
    Snapshot snapshot = new Snapshot(SnapshotLimits.STANDARD, false, site);
    String saved = Site.saved(snapshot, "<iframe src=f.html></iframe>", "text/html", UTF_8);
    assertTrue(saved.contains("within"), saved);
    assertFalse(saved.contains("onclick") || saved.contains("%3Cscript"), saved);
  }

  @Test
  void loadsOnBehalfOfWhoeverRefers() throws Exception {
    site.with("l.css", "text/css", "a{b:url(/a.png)}");
    URI sheet = URI.create("http://site.test/dir/l.css");
    List<String> loaded = new CopyOnWriteArrayList<>();
    ResourceLoader loader =
        (from, url, limits) -> {
          loaded.add(from.scope() + " " + from.source().getPath() + " " + url.getPath());
          Resource found = site.load(from, url, limits);
          Referrer elsewhere = new Referrer(url, AddressScope.LOOPBACK);
          return url.equals(sheet)
              ? new Resource(found.content(), found.contentType(), elsewhere)
              : found;
        };
    Snapshot snapshot = new Snapshot(SnapshotLimits.STANDARD, true, loader);
    Site.saved(snapshot, "<link rel=stylesheet href=l.css><img src=/a.png>", "text/html", UTF_8);
    assertEquals(
        Set.of(
            "PUBLIC /dir/page.html /dir/l.css",
            "PUBLIC /dir/page.html /a.png",
            "LOOPBACK /dir/l.css /a.png"),
        Set.copyOf(loaded));
  }

  @Test
  void asksByHttpsForWhatAnHttpsPageCallsByHttp() throws Exception {
    BaseUrl secure = BaseUrl.of(URI.create("https://site.test/"));
    assertEquals(
        URI.create("https://other.test/a.png"), secure.resource("http://other.test/a.png"));
  }

  @Test
  void treatsFramesAsPages() throws Exception {
    site.with(
            "/f/in.html",
            "text/html",
            "<base href=x/><img src=c.png><iframe src=../page.html></iframe>")
        .with("/f/x/c.png", "image/png", "C")
        .with("d.svg", "image/svg+xml", "<svg/>");
    String saved = site.snapshot("<iframe src=/f/in.html></iframe><object data=d.svg></object>");
    assertTrue(saved.contains("%3Cimg%20src=%22data:image/png;base64,Qw==%22%3E"), saved);
    assertTrue(saved.contains("<object data=\"data:image/svg+xml;base64,PHN2Zy8+\">"), saved);
    assertFalse(site.loaded().contains("http://site.test/f/c.png"));
    String nested =
        site.snapshot("<iframe srcdoc='<base href=/f/x/><img src=c.png>' src=gone></iframe>");
    assertTrue(nested.contains("&lt;img src=&quot;data:image/png;base64,Qw==&quot;&gt;"), nested);
    assertFalse(nested.contains("gone"), nested);
  }

  @Test
  void takesOverWhatIsUsedOfOtherFiles() throws Exception {
    site.with(
        "s.svg",
        "image/svg+xml",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><script>1</script><linearGradient"
            + " id='g'/><symbol id='i'><path fill='url(#g)'/><use href='#i2'/></symbol></svg>");
    String saved =
        site.snapshot(
            "<body><svg><use href='s.svg#i'/><use xlink:href='s.svg#j'/><use href='#k'/></svg>");
    assertTrue(
        saved.contains(
            "<use href=\"#snapshot-0-i\" /><use xlink:href=\"#snapshot-0-j\" /><use href=\"#k\""
                + " />"),
        saved);
    assertTrue(saved.contains("fill=\"url(#snapshot-0-g)\""), saved);
    assertTrue(saved.contains("<use href=\"#snapshot-0-i2\""), saved);
    assertFalse(saved.contains("<script") || saved.contains("onload"), saved);
  }

  @Test
  void servesWhatIsNotHtmlAsItIs() throws Exception {
    Snapshot snapshot = new Snapshot(SnapshotLimits.STANDARD, true, site);
    for (String type : List.of("image/png", "text/plain", "application/json")) {
      Page page = Site.page("<html><img src=/a.png>".getBytes(UTF_8), type);
      assertSame(page, snapshot.of(page).page());
      assertEquals(1, page.refCnt());
      page.release();
    }
    assertEquals(List.of(), site.loaded());
  }
}

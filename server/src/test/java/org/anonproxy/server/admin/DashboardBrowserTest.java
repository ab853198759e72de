package org.anonproxy.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.anonproxy.server.NaivePeer;
import org.anonproxy.server.page.OriginFailure;
import org.anonproxy.transport.RetransmissionPolicy;
import org.anonproxy.wire.Flags;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at the dashboard in a real browser. */
class DashboardBrowserTest {
  private static final int PAGE_BYTES = 100_000;

  /** Keeps a session whose peer waits for a slow browser. */
  private static final RetransmissionPolicy PATIENT =
      RetransmissionPolicy.of(Duration.ofSeconds(3), 40);

  private static final String STATE = "document.getElementById('state').textContent";

  @TempDir private static Path profile = Path.of("");

  @SuppressWarnings("NullAway.Init") // set before every test
  private static AdminRig rig;

  @SuppressWarnings("NullAway.Init") // set before every test
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start(profile, "MAP evil.example 127.0.0.1");
    rig = AdminRig.serving(PAGE_BYTES, PATIENT);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (rig != null) {
      rig.close();
    }
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(50));
  }

  private static void openDashboard() throws Exception {
    browser.open(rig.uri("/"));
    eventually().until(() -> browser.evaluate(STATE + " + document.readyState").startsWith("serv"));
  }

  private static double number(String expression) {
    return Double.parseDouble(browser.evaluate(expression));
  }

  private static void assertFitsItsWindow() {
    assertEquals(
        number("document.documentElement.clientWidth"),
        number("document.documentElement.scrollWidth"));
  }

  /** A peer that acknowledges block after block, when it is told to. */
  private static final class Fetching implements AutoCloseable {
    private final NaivePeer peer;
    private int expected;

    private Fetching(NaivePeer peer, int expected) {
      this.peer = peer;
      this.expected = expected;
    }

    static Fetching begin(int isn) throws IOException {
      NaivePeer peer = new NaivePeer(rig.udpPort());
      peer.send(isn, 0, Flags.SYN);
      int first = peer.receive().getInt(0) + 1;
      peer.send(isn + 1, first, Flags.ACK);
      return new Fetching(peer, first);
    }

    /** Takes as many new blocks; while the browser was slow, the server repeated the last one. */
    void acknowledge(int blocks) throws IOException {
      for (int i = 0; i < blocks; ) {
        ByteBuffer block = peer.receive();
        if (block.getInt(0) == expected) {
          expected += block.limit() - 12;
          peer.send(block.getInt(4), expected, Flags.ACK);
          i++;
        }
      }
    }

    @Override
    public void close() {
      peer.close();
    }
  }

  @Test
  void showsATransferWhileItHappens() throws Exception {
    browser.resemble(1280, 1000, false, "light");
    openDashboard();
    try (Fetching fetching = Fetching.begin(1)) {
      String progress = "document.querySelector('#sessions .progress span').textContent";
      String rows = "document.querySelectorAll('#sessions tbody tr').length";
      fetching.acknowledge(50);
      eventually().until(() -> browser.evaluate(rows).equals("1"));
      eventually().until(() -> browser.evaluate(progress).equals("25 %"));
      String charts = "document.querySelector('#throughputChart .line.s1').getAttribute('d')";
      String before = browser.evaluate(charts);
      fetching.acknowledge(100);
      eventually().until(() -> browser.evaluate(progress).equals("76 %"));
      assertNotEquals(before, browser.evaluate(charts));
      assertTrue(
          browser
              .evaluate("document.getElementById('goodNote').textContent")
              .matches("7[0-9]\\.\\d KiB delivered|[1-9].*"));
      assertTrue(browser.evaluate("document.getElementById('page').textContent").contains("97.7"));
    }
    assertFitsItsWindow();
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void fitsAPhone() throws Exception {
    browser.resemble(360, 740, true, "light");
    openDashboard();
    try (Fetching fetching = Fetching.begin(1)) {
      fetching.acknowledge(1);
      eventually()
          .until(
              () -> !browser.evaluate("document.querySelector('#sessions').hidden").equals("true"));
      assertFitsItsWindow();
      assertEquals(360, number("document.documentElement.clientWidth"));
    }
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void saysThatThePageIsAnOldOneAndWhy() throws Exception {
    browser.resemble(390, 844, true, "light");
    openDashboard();
    String trouble = "document.getElementById('trouble')";
    String kind = "document.getElementById('state').className";
    assertEquals("true", browser.evaluate(trouble + ".hidden"));
    try {
      String reason = "cannot download http://origin.example/<b>page: the server answered 503";
      rig.originFails(new OriginFailure("", reason, 3, Duration.ofSeconds(185)), false);
      eventually().until(() -> browser.evaluate(STATE).equals("serving an old page"));
      assertEquals("pill warn", browser.evaluate(kind));
      assertEquals("serving an old page · anonserver", browser.evaluate("document.title"));
      assertEquals(
          "The page's origin has failed for 3 min 5 s, 3 times in a row: "
              + reason
              + ". The page of 1 min 30 s ago is served.",
          browser.evaluate(trouble + ".innerText"));
      assertTrue(browser.evaluate("document.getElementById('page').innerText").contains(reason));
      assertFitsItsWindow();

      rig.originFails(new OriginFailure("", reason, 4, Duration.ofSeconds(200)), true);
      eventually().until(() -> browser.evaluate(kind).equals("pill bad"));
      assertTrue(
          browser.evaluate(trouble + ".innerText").endsWith("longer than its origin allows."));
    } finally {
      rig.originFails(null, false);
    }
    eventually().until(() -> browser.evaluate(STATE).equals("serving"));
    assertEquals("true", browser.evaluate(trouble + ".hidden"));
    assertEquals(List.of(), browser.complaints());
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 600, 721, 1280})
  void labelsNothingTwiceInOnePlace(int width) throws Exception {
    browser.resemble(width, 844, true, "light");
    openDashboard();
    browser.evaluate("dispatchEvent(new Event('resize'))");
    assertEquals(
        "",
        browser.evaluate(
            """
            [...document.querySelectorAll('.chart figure')].flatMap((figure) => {
              const labels = [...figure.querySelectorAll('text')]
                .map((text) => [text.textContent, text.getBoundingClientRect()]);
              const edge = figure.getBoundingClientRect();
              return labels.flatMap(([text, box], i) => [
                ...labels.slice(i + 1)
                  .filter(([, other]) => box.left < other.right + 4 && other.left < box.right + 4
                    && box.top < other.bottom && other.top < box.bottom)
                  .map(([other]) => text + ' touches ' + other),
                ...(box.left < edge.left - 8 || box.right > edge.right + 1 ? [text + ' leaves the chart'] : []),
              ]);
            }).join('; ')"""));
  }

  @Test
  void isDarkWhereDarkIsWanted() throws Exception {
    String background = "getComputedStyle(document.body).backgroundColor";
    browser.resemble(1280, 1000, false, "dark");
    openDashboard();
    assertEquals("rgb(17, 21, 27)", browser.evaluate(background));
    browser.resemble(1280, 1000, false, "light");
    assertEquals("rgb(245, 246, 248)", browser.evaluate(background));
  }

  @Test
  void givesScriptsOfOtherOriginsNothing() throws Exception {
    HttpServer stranger =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String page =
        """
        <body><script>
        const seen = [];
        const done = (what) => seen.push(what);
        fetch('ADMIN/status.json').then(() => done('read'), () => done('refused'));
        fetch('ADMIN/status.json', {mode: 'no-cors'}).then(() => done('read'), () => done('refused'));
        for (const [tag, key] of [['script', 'src'], ['img', 'src']]) {
          const element = document.createElement(tag);
          element.onload = () => done('read');
          element.onerror = () => done('refused');
          element[key] = 'ADMIN/status.json';
          document.body.append(element);
        }
        </script>"""
            .replace("ADMIN", rig.uri("").toString());
    stranger.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("content-type", "text/html");
          exchange.sendResponseHeaders(200, page.length());
          exchange.getResponseBody().write(page.getBytes(UTF_8));
          exchange.close();
        });
    stranger.start();
    try {
      browser.open(URI.create("http://127.0.0.1:" + stranger.getAddress().getPort() + "/"));
      eventually()
          .until(
              () -> browser.evaluate("typeof seen == 'undefined' ? 0 : seen.length").equals("4"));
      assertEquals("refused,refused,refused,refused", browser.evaluate("seen"));
    } finally {
      stranger.stop(0);
    }
  }

  @Test
  void givesAStrangersNameThatPointsHereNothing() throws Exception {
    browser.open(
        URI.create("http://evil.example:" + rig.admin.address().getPort() + "/status.json"));
    eventually()
        .until(() -> browser.evaluate("document.body.textContent").contains("421 Misdirected"));
  }
}

package org.anonproxy.server.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class SourceSetTest {
  private static String rewritten(String text) {
    return SourceSet.parse(text).map(url -> url.startsWith("no") ? "" : "<" + url + ">").toString();
  }

  @Test
  void readsCandidatesAsBrowsersDo() {
    assertEquals("<a.png>", rewritten("a.png"));
    assertEquals("<a.png> 1x, <b.png> 2x", rewritten(" a.png 1x,b.png 2x "));
    assertEquals("<a.png>, <b.png> 2x", rewritten("a.png, b.png\n2x"));
    assertEquals("<a,b.png> 100w", rewritten("a,b.png 100w"));
    assertEquals("<data:a;base64,AA> 1x, <b> 2x", rewritten("data:a;base64,AA 1x, b 2x"));
    assertEquals("<a> f(1,2) 1x, <b>", rewritten("a f(1,2) 1x, b"));
    assertEquals("<a>, <b>", rewritten(",,a,, ,b,,,"));
    assertEquals("", rewritten(" , ,, "));
  }

  @Test
  void leavesCandidatesOutThatAreMissing() {
    assertEquals("<b> 2x", rewritten("no.png 1x, b 2x, no.png 3x"));
    assertEquals("", rewritten("no.png"));
  }
}

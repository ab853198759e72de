package org.anonproxy.server.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StyleSheetTextTest {
  private static final BaseUrl BASE = BaseUrl.of(URI.create("http://site.test/css/a.css"));

  private final List<String> found = new ArrayList<>();

  private String rewrite(String css) {
    found.clear();
    return StyleSheetText.rewrite(
        css,
        BASE,
        UTF_8,
        reference -> {
          found.add(
              (reference.kind() == Kind.STYLE_SHEET ? "sheet " : "") + pathOf(reference.url()));
          return "data:X";
        });
  }

  private static String pathOf(@Nullable URI url) {
    return url == null ? "none" : url.getRawPath();
  }

  private void assertRewritten(String expected, String css, String... paths) {
    assertEquals(expected, rewrite(css));
    assertEquals(List.of(paths), found);
  }

  private void assertUntouched(String css) {
    assertRewritten(css, css);
  }

  @Test
  void findsUrlsHoweverTheyAreWritten() {
    assertRewritten("a{b:url(\"data:X\")}", "a{b:url(x.png)}", "/css/x.png");
    assertRewritten("a{b:url(\"data:X\")}", "a{b:url(  ../x.png\n)}", "/x.png");
    assertRewritten("a{b:url(\"data:X\" )}", "a{b:url('x y.png' )}", "/css/x%20y.png");
    assertRewritten("a{b:URL( \"data:X\")}", "a{b:URL( \"/x.png\")}", "/x.png");
    assertRewritten("a{b:url(\"data:X\")}", "a{b:u\\72 l(\\78 .png)}", "/css/x.png");
    assertRewritten("a{b:url(\"data:X\")", "a{b:url(x.png", "/css/x.png");
    assertRewritten("a{b:url(\"data:X\"", "a{b:url('x\\\n.png", "/css/x.png");
    assertRewritten(
        "a{b:url(\"data:X\"),url(\"data:X\")}", "a{b:url(x),url(y)}", "/css/x", "/css/y");
    assertRewritten("a{--b:url(\"data:X\")}", "a{--b:url(x)}", "/css/x");
    assertRewritten("url(\"data:X#f\")", "url(x.svg#f)", "/css/x.svg");
  }

  @Test
  void findsImportsWithTheirConditions() {
    assertRewritten(
        "@import \"data:X\" layer(a) supports(b: c) screen;d{}",
        "@import 'x.css' layer(a) supports(b: c) screen;d{}",
        "sheet /css/x.css");
    assertRewritten(
        "@import url(\"data:X\") print;", "@import url(x.css) print;", "sheet /css/x.css");
    assertRewritten(
        "@IMPORT/**/url( \"data:X\" );", "@IMPORT/**/url( 'x.css' );", "sheet /css/x.css");
    assertRewritten("@\\69mport\"data:X\"", "@\\69mport\"x.css\"", "sheet /css/x.css");
  }

  @Test
  void findsPlainStringsInImageSets() {
    assertRewritten(
        "a{b:image-set(\"data:X\" type(\"image/png\") 1x, url(\"data:X\") 2x)}",
        "a{b:image-set('x' type(\"image/png\") 1x, url(y) 2x)}",
        "/css/x",
        "/css/y");
    assertRewritten("-webkit-image-set(\"data:X\" 1x)", "-webkit-image-set('x' 1x)", "/css/x");
  }

  @Test
  void leavesWhatOnlyLooksLikeUrls() {
    assertUntouched("/* url(x) @import 'y'; */ a{b:c}");
    assertUntouched("a{content:'url(x)'; b:\"@import 'y'\"}");
    assertUntouched("#url(x) .curl(x) my-url(x) 1url(x) --url(x) @url(x)");
    assertUntouched("a{b:url(#local)} c{d:url('#local')}");
    assertUntouched("a{b:url(data:image/png;base64,AAAA)} c{d:url(about:blank)} e{f:url()}");
    assertUntouched("@namespace url(http://www.w3.org/1999/xhtml); @namespace svg 'http://x';");
    assertUntouched("@-moz-document url(http://x/){a{b:c}}");
    assertUntouched("a{b:url(x y)} c{d:url(x\"y)}");
    assertUntouched("a{content:'unclosed url(x)\n} /* never closed url(x)");
  }

  @Test
  void leavesEveryOtherCharacter() {
    assertUntouched("");
    assertUntouched("\u0000\\\r\n\f}}]);;{{<!-- --> @ # . - -- \\ ' \n \" ");
    assertUntouched(".a{color:red;&:hover{color:oklch(50% .1 20/50%)}*zoom:1;;--x:{a:b}}");
    assertUntouched("@media (width>=600px){a{b:c}} @layer a,b; @x \u00e9\ud83d\ude00\ud83d{}");
  }

  @Test
  void goesOnAfterAParenthesisThatNeverCloses() {
    assertRewritten(
        "a{b:image-set(1x;c:'d'}e{f:url(\"data:X\")}",
        "a{b:image-set(1x;c:'d'}e{f:url(x)}",
        "/css/x");
  }

  @Test
  void reportsUrlsThatNoWebPageCanUse() {
    assertRewritten("a{b:url(\"data:X\")}", "a{b:url(file:///etc/passwd)}", "none");
  }
}

package org.anonproxy.server.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets the fuzzer write a style sheet: whatever it writes is a sequence of tokens, comes back the
 * same where nothing is replaced, and holds no URL any more where everything is.
 */
public final class StyleSheetFuzzer {
  private static final BaseUrl BASE = BaseUrl.of(URI.create("http://site.test/a.css"));

  private StyleSheetFuzzer() {}

  /** Plays one input; throws if something does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    requireWhole(text);
    assertEquals(text, rewritten(text, null, new ArrayList<>()));
    String embedded = rewritten(text, "data:,x", new ArrayList<>());
    requireWhole(embedded);
    List<Reference> left = new ArrayList<>();
    assertEquals(embedded, rewritten(embedded, "data:,x", left));
    assertEquals(List.of(), left);
    if (bytes.length < 100_000) {
      String uri = DataUri.ofText("text/css", text);
      assertTrue(uri.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\'), uri);
    }
  }

  private static String rewritten(
      String text, @Nullable String replacement, List<Reference> references) {
    return StyleSheetText.rewrite(
        text,
        BASE,
        UTF_8,
        reference -> {
          references.add(reference);
          return replacement;
        });
  }

  /** Every character belongs to one token, and the tokens end. */
  private static void requireWhole(String text) {
    CssTokens tokens = new CssTokens(text);
    int end = 0;
    while (tokens.next() != CssTokens.Type.END) {
      assertEquals(end, tokens.start());
      assertTrue(tokens.end() > tokens.start() && tokens.end() <= text.length());
      end = tokens.end();
    }
    assertEquals(text.length(), end);
  }
}

package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is an origin whose answers the test says beforehand, and which knows what became of its pages.
 */
final class ScriptedOrigin implements PageOrigin {
  static final PageSource SOURCE = new PageSource.Web(URI.create("http://origin.test/"));

  private final List<ByteBuf> given = new ArrayList<>();
  private final List<@Nullable PageMetadata> knownWhenAsked = new ArrayList<>();
  private String text = "first";
  private Freshness freshness = Freshness.UNSTATED;
  private boolean validates = true;
  private boolean fails;
  private @Nullable Duration retryAfter;

  @Override
  public synchronized FetchAnswer ask(PageSource source, @Nullable PageMetadata known)
      throws PageFetchException {
    knownWhenAsked.add(known);
    if (fails) {
      Wording wording = new Wording("cannot download it", "cannot download the page");
      throw new PageFetchException(wording, "try again later", null, retryAfter);
    }
    if (validates && known != null && text.equals(known.entityTag())) {
      return new FetchAnswer.Unchanged(freshness);
    }
    ByteBuf content = Unpooled.directBuffer().writeBytes(text.getBytes(UTF_8));
    given.add(content);
    URI uri = URI.create(source.toString());
    return new FetchAnswer.Fetched(
        new Page(content, new PageMetadata(uri, null, text, null, Instant.EPOCH)), freshness);
  }

  synchronized ScriptedOrigin has(String newText) {
    text = newText;
    fails = false;
    return this;
  }

  synchronized ScriptedOrigin says(String cacheControl) {
    freshness = Freshness.of(name -> name.equals("Cache-Control") ? cacheControl : null);
    return this;
  }

  synchronized ScriptedOrigin ignoresConditions() {
    validates = false;
    return this;
  }

  synchronized ScriptedOrigin isDown() {
    fails = true;
    return this;
  }

  synchronized ScriptedOrigin isDownAndSays(@Nullable Duration newRetryAfter) {
    retryAfter = newRetryAfter;
    return isDown();
  }

  synchronized ScriptedOrigin isUp() {
    fails = false;
    return this;
  }

  synchronized int timesAsked() {
    return knownWhenAsked.size();
  }

  /** Returns how many of the pages given are still in memory. */
  synchronized long pagesAlive() {
    return given.stream().filter(content -> content.refCnt() > 0).count();
  }
}

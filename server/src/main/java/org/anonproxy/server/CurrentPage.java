package org.anonproxy.server;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.anonproxy.server.page.Page;
import org.jspecify.annotations.Nullable;

/**
 * Is the version of the page that new sessions of one event loop get.
 *
 * <p>Each loop has its own, and alone touches it: so no session can retain a version on one thread
 * while another gives it up.
 */
final class CurrentPage implements Supplier<ByteBuf> {
  private @Nullable Page page;
  private ByteBuf content;

  /** Begins with {@code page} and a reference of its own. */
  CurrentPage(Page page) {
    this.page = page.retain();
    this.content = page.content();
  }

  /** Returns the page, of which the caller takes a reference. */
  @Override
  public ByteBuf get() {
    // One view for all sessions: a hundred thousand of them would be megabytes.
    return content.retain();
  }

  /** Takes {@code next} in place of the version before. */
  void replace(Page next) {
    Page last = page;
    if (last == null) {
      next.release(); // It comes when all is over.
      return;
    }
    page = next;
    content = next.content();
    last.release();
  }

  /** Gives up the reference; when no session can begin any more. */
  void release() {
    if (page != null) {
      page.release();
      page = null;
    }
  }
}

package org.anonproxy.server.page;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;

/**
 * Holds one immutable version of a page in one direct buffer that all its readers share.
 *
 * <p>The page is reference-counted and begins with one reference, which belongs to whoever fetched
 * it. A transfer calls {@link #retain()} when it begins and {@link #release()} when it ends, so
 * that it keeps the version it began with; the memory goes with the last reference. Safe for use by
 * many threads, because nothing but the count ever changes.
 */
public final class Page extends AbstractReferenceCounted {
  private final ByteBuf content;
  private final PageMetadata metadata;
  private final AddressScope scope;

  /** Takes {@code content}, of which nobody may write or move anything any more. */
  public Page(ByteBuf content, PageMetadata metadata) {
    this(content, metadata, AddressScope.PUBLIC);
  }

  private Page(ByteBuf content, PageMetadata metadata, AddressScope scope) {
    this.content = content.asReadOnly();
    this.metadata = metadata;
    this.scope = scope;
  }

  /** Returns the same page as one from a host of that scope, which takes the reference over. */
  Page from(AddressScope scopeOfHost) {
    return new Page(content, metadata, scopeOfHost);
  }

  /** Returns the same page with what its origin says of it now, and a reference of its own. */
  Page confirmed(PageMetadata newer) {
    return new Page(content.retain(), newer, scope);
  }

  /**
   * Returns a read-only view of the whole page with indices of its own. It borrows the page's
   * memory: whoever keeps the view, or a slice of it, beyond the page's reference must retain it.
   */
  public ByteBuf content() {
    return content.duplicate();
  }

  /** Returns the size of the page. */
  public int lengthBytes() {
    return content.readableBytes();
  }

  /** Returns where and when this version was obtained. */
  public PageMetadata metadata() {
    return metadata;
  }

  /** Returns whom the page's references count as coming from. */
  public Referrer referrer() {
    return new Referrer(metadata.source(), scope);
  }

  @Override
  public Page retain() {
    super.retain();
    return this;
  }

  @Override
  public Page retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public Page touch() {
    super.touch();
    return this;
  }

  @Override
  public Page touch(Object hint) {
    content.touch(hint);
    return this;
  }

  @Override
  protected void deallocate() {
    content.release();
  }
}

package org.anonproxy.server.page;

import io.netty.util.IllegalReferenceCountException;
import org.jspecify.annotations.Nullable;

/**
 * Is the last good version of a page and what came of the latest look at its origin.
 *
 * @param page of which each cached page owns a reference
 * @param freshness what the origin said of it when it last gave or confirmed it
 * @param result what came of the look
 * @param failure why it failed; null unless it did
 */
public record CachedPage(
    Page page, Freshness freshness, CheckResult result, @Nullable PageFetchException failure) {

  /** Returns this page after a look that failed, with a reference of its own. */
  CachedPage afterFailure(PageFetchException newFailure) {
    return new CachedPage(page.retain(), freshness, CheckResult.FAILED, newFailure);
  }

  /**
   * Returns this page after a look that found it unchanged, with a reference of its own.
   *
   * @param metadata may bring other validators for the same bytes
   * @param newFreshness counts unless it says nothing (RFC 9111, section 4.3.4)
   */
  CachedPage afterConfirmation(PageMetadata metadata, Freshness newFreshness) {
    Page same = metadata.equals(page.metadata()) ? page.retain() : page.confirmed(metadata);
    Freshness latest = newFreshness.equals(Freshness.UNSTATED) ? freshness : newFreshness;
    return new CachedPage(same, latest, CheckResult.UNCHANGED, null);
  }

  /** Takes a reference for the caller, unless the last one has just been given up. */
  boolean tryRetain() {
    try {
      page.retain();
      return true;
    } catch (IllegalReferenceCountException alreadyGone) {
      return false;
    }
  }
}

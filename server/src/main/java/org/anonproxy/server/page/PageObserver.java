package org.anonproxy.server.page;

/** Hears of every look at a page's origin, on the thread that looks. */
@FunctionalInterface
public interface PageObserver {
  /**
   * Reports a look.
   *
   * @param before how things stood before it
   * @param now how they stand
   * @param requested whether somebody asked for it, rather than its time having come
   */
  void checked(PageStatus before, PageStatus now, boolean requested);
}

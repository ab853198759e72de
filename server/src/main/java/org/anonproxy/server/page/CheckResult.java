package org.anonproxy.server.page;

/** Says what came of asking the origin of a page. */
public enum CheckResult {
  /** There was a version with other bytes than the one before, or the first one. */
  UPDATED,
  /** The origin confirmed the version known, in a word or by sending the same bytes. */
  UNCHANGED,
  /** There was no usable answer; the version known stays. */
  FAILED
}

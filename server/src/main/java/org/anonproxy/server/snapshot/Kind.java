package org.anonproxy.server.snapshot;

/** Tells what a page takes a resource for; in the order in which they are loaded. */
enum Kind {
  /** Is rewritten itself, because it refers to further resources. */
  STYLE_SHEET("data:text/css,"),
  SCRIPT("data:text/javascript,"),
  /** Is an SVG file of which single elements are shown, by {@code use}; taken over as text. */
  SPRITE(""),
  /** Is an image, a font, a medium: whatever is put in as it is. */
  CONTENT("data:,"),
  /** Is shown in a frame: a page of its own, or whatever else a browser shows. */
  FRAME("data:text/html,");

  private final String empty;

  Kind(String empty) {
    this.empty = empty;
  }

  /** Returns what stands for a missing resource: empty content, never a request. */
  String empty() {
    return empty;
  }
}

package org.anonproxy.client.load;

/** Names the parts of a load test, in the order in which they come. */
public enum TestPhase {
  /** Nothing of it is in the figures. */
  WARM_UP("warm-up"),
  /** What the figures are about. */
  MEASURED("measured"),
  /** No transfer begins any more: it is in counts and latencies, and not in the rates. */
  DRAIN("drain");

  private final String text;

  TestPhase(String text) {
    this.text = text;
  }

  /** Returns the name that reports use. */
  public String text() {
    return text;
  }
}

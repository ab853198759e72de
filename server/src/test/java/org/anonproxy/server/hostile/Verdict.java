package org.anonproxy.server.hostile;

/** Says what was required, what was measured, and whether that is enough. */
record Verdict(boolean passed, String required, String measured) {
  String line(String scenario) {
    return (passed ? "PASS " : "FAIL ")
        + scenario
        + " | required: "
        + required
        + " | measured: "
        + measured;
  }
}

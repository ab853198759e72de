package org.anonproxy.server.hostile;

/** Is one attack with its requirement. */
interface Scenario {
  /** Returns the name by which the command line asks for it. */
  String name();

  /** Attacks a server of its own; every loop within is bounded in count and time. */
  Verdict run(Scale scale) throws Exception;
}

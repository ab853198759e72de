package org.anonproxy.simulation;

/** Says why a link lost a packet. */
enum Loss {
  SCRIPT,
  BLACKOUT,
  CHANCE,
  BURST,
  CHECKSUM,
  QUEUE_FULL
}

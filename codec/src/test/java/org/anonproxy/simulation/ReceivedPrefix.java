package org.anonproxy.simulation;

/**
 * Wants what a client received to be the beginning of exactly one version of the page, and all of
 * it once the end was reported. Where links damage or cut packets unnoticed, which the base
 * protocol cannot know, only the length is looked at.
 */
final class ReceivedPrefix extends Invariant {
  private final boolean intact;

  ReceivedPrefix(boolean intact) {
    super("received bytes are a prefix of one version");
    this.intact = intact;
  }

  @Override
  protected void afterEvent(Node node, SimulatedEndpoint endpoint) {
    if (endpoint instanceof PageClient client) {
      check(node, client.page());
    }
  }

  private void check(Node node, ReceivedPage page) {
    if (page.isTooLong()) {
      throw broken(node + " has " + page.bytes() + " bytes, more than there are");
    }
    if (intact && !page.isPrefix()) {
      throw broken(node + " has " + page.bytes() + " bytes that begin no version");
    }
    if (intact && page.isFinished() && !page.isWhole()) {
      throw broken(node + " took " + page.bytes() + " bytes for the whole page");
    }
  }
}

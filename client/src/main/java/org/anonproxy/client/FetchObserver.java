package org.anonproxy.client;

/**
 * Is told how a fetch gets on, with each packet that the client sends.
 *
 * <p>Called on the event loop, up to thousands of times a second: an implementation does not block.
 * An exception ends the fetch.
 */
@FunctionalInterface
public interface FetchObserver {
  /** Lets progress pass unseen. */
  FetchObserver NONE = (receivedBytes, repeatedPackets) -> {};

  /**
   * Reports the state of the transfer.
   *
   * @param receivedBytes how much of the page has arrived
   * @param repeatedPackets how many packets either end repeated, as far as this end could see
   */
  void progressed(long receivedBytes, long repeatedPackets);
}

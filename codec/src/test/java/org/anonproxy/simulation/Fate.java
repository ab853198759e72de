package org.anonproxy.simulation;

/**
 * Says what a script makes of one packet, before the conditions of the link are looked at.
 *
 * @param copies how many of it arrive; 0 drops it
 * @param delayNanos the delay of the first copy, on top of the link's
 */
public record Fate(int copies, long delayNanos) {
  /** It arrives, once and in time. */
  public static final Fate DELIVERED = new Fate(1, 0);

  /** It never arrives. */
  public static final Fate DROPPED = new Fate(0, 0);

  /** It arrives twice. */
  public static final Fate DUPLICATED = new Fate(2, 0);

  /** It arrives once, {@code nanos} later than it should. */
  public static Fate delayedBy(long nanos) {
    return new Fate(1, nanos);
  }
}

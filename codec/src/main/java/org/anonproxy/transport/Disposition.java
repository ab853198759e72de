package org.anonproxy.transport;

/** Says what became of a received datagram. All but {@link #ACCEPTED} changed nothing of weight. */
public enum Disposition {
  /** It moved the conversation on. */
  ACCEPTED,

  /** It was no packet: too short, a reserved bit set, or illegal flags. */
  MALFORMED,

  /** It repeated what had arrived before. */
  DUPLICATE,

  /** It acknowledged, or carried, nothing that is outstanding: old, or forged. */
  STALE,

  /** It carried data from beyond the next expected byte. */
  FUTURE,

  /** It is a packet that this end never expects in this state. */
  UNEXPECTED,

  /**
   * It is a SYN with another initial sequence number: the peer's next conversation, or a forgery.
   */
  OTHER_SYN
}

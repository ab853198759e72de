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

  /** It is a SYN with another initial sequence number: a new conversation, or a forgery. */
  OTHER_SYN,

  /** It came from a peer without a conversation and proves no handshake. */
  NO_CONVERSATION,

  /** Its source address can be nobody's: port 0, multicast, broadcast, or this end's own. */
  BAD_SOURCE,

  /** It would have begun a conversation, but there are as many as are allowed. */
  OVER_LIMIT
}

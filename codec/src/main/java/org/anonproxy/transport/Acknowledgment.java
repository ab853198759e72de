package org.anonproxy.transport;

import org.anonproxy.wire.Flags;
import org.anonproxy.wire.Sequence;

/** Judges what a packet acknowledges of the outstanding block; generous to naive peers. */
final class Acknowledgment {
  /** What an old or forged packet acknowledges; an empty block is acknowledged by 0 bytes. */
  static final int NOTHING = -1;

  /** How far the acknowledgment of a peer that counts the header or adds one may be off. */
  private static final int TOLERANCE_BYTES = 16;

  private Acknowledgment() {}

  /**
   * Returns how many bytes of the outstanding block a packet acknowledges, or {@link #NOTHING}.
   *
   * @param sndUna the sequence number of the block
   * @param answersLastPacket whether the packet's sequence number is the one that the last packet
   *     sent to the peer asked for
   */
  static int acknowledgedBytes(
      int sndUna, int blockBytes, int acknowledgmentNumber, boolean answersLastPacket, int flags) {
    int sndNxt = sndUna + blockBytes;
    if (coversBlock(sndNxt, blockBytes, acknowledgmentNumber, answersLastPacket, flags)) {
      return blockBytes;
    }
    boolean partial = answersLastPacket && Sequence.isBetween(acknowledgmentNumber, sndUna, sndNxt);
    return partial ? Sequence.distance(sndUna, acknowledgmentNumber) : NOTHING;
  }

  /**
   * Tells whether an ACK acknowledges the whole outstanding block: its number is SND.NXT exactly,
   * whatever its sequence number (peers whose own numbering stands still), or it answers the last
   * packet and is off by a few (peers that count the header or add one). A block without payload
   * has the number that a repeated third packet carries too, so it wants more proof.
   */
  private static boolean coversBlock(
      int sndNxt, int blockBytes, int acknowledgmentNumber, boolean answersLastPacket, int flags) {
    int excess = Sequence.distance(sndNxt, acknowledgmentNumber);
    if (excess == 0 && (blockBytes > 0 || Flags.has(flags, Flags.FIN))) {
      return true;
    }
    // Not by Math.abs, which leaves the distance of 2^31 negative.
    return answersLastPacket && excess >= -TOLERANCE_BYTES && excess <= TOLERANCE_BYTES;
  }
}

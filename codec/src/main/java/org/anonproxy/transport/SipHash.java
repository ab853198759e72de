package org.anonproxy.transport;

/**
 * Hashes short messages of four words with a secret key: SipHash-2-4 (Aumasson and Bernstein,
 * 2012), a pseudo-random function for strangers who choose the message but do not know the key.
 *
 * <p>Immutable; safe for use by several threads; allocates nothing.
 */
public final class SipHash {
  private static final long MESSAGE_BYTES = 4 * Long.BYTES;

  private final long key0;
  private final long key1;

  /** Creates the function of a 128-bit key, its halves read as little-endian words. */
  public SipHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** Returns the hash of the 32 bytes that these four little-endian words make. */
  public long hash(long word0, long word1, long word2, long word3) {
    long v0 = key0 ^ 0x736f6d6570736575L;
    long v1 = key1 ^ 0x646f72616e646f6dL;
    long v2 = key0 ^ 0x6c7967656e657261L;
    long v3 = key1 ^ 0x7465646279746573L;
    // Five words: the message's four, and the padding, which holds the message's length.
    for (int i = 0; i < 5; i++) {
      long word =
          switch (i) {
            case 0 -> word0;
            case 1 -> word1;
            case 2 -> word2;
            case 3 -> word3;
            default -> MESSAGE_BYTES << 56;
          };
      v3 ^= word;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    v2 ^= 0xff;
    for (int round = 0; round < 4; round++) {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}

package org.anonproxy.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Checks the hash against the authors' vectors and OpenSSL's SIPHASH. */
class SipHashTest {
  @Test
  void matchesTheAuthorsVectorOf32Bytes() {
    SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    assertEquals(
        0x7127512f72f27cceL,
        hash.hash(
            0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L, 0x1f1e1d1c1b1a1918L));
  }

  @Test
  void matchesOpenSslForZerosUnderAKeyOfOnes() {
    assertEquals(0xc3644a0b2b0887acL, new SipHash(-1, -1).hash(0, 0, 0, 0));
  }
}

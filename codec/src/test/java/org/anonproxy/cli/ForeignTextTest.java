package org.anonproxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {

  @Test
  void leavesOrdinaryTextOfAnyLanguageAlone() {
    String text = "https://example.org/a?b=\u00E4\u00F6 \u65E5\u672C \uD83D\uDE00 C:\\temp";

    assertEquals(text, ForeignText.encode(text));
  }

  @Test
  void keepsForeignTextOnOneLine() {
    assertEquals("a\\u000D\\u000AERROR: b\\u0009c", ForeignText.encode("a\r\nERROR: b\tc"));
    assertEquals("a\\u2028b\\u2029c\\u0085d", ForeignText.encode("a\u2028b\u2029c\u0085d"));
  }

  @ParameterizedTest
  @ValueSource(
      chars = {
        0x00, 0x07, 0x08, 0x0B, 0x0C, 0x1B, 0x7F, 0x80, 0x9B, 0x9D, 0x9F, 0xAD, 0x061C, 0x200B,
        0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069,
        0xFEFF
      })
  void encodesWhatSteersTerminalsOrHides(char character) {
    String expected = String.format("x\\u%04Xy", (int) character);

    assertEquals(expected, ForeignText.encode("x" + character + "y"));
  }

  @Test
  void encodesSurrogatesWithoutAPartner() {
    assertEquals("\\uD83Dx", ForeignText.encode("\uD83Dx"));
    assertEquals("x\\uDE00", ForeignText.encode("x\uDE00"));
    assertEquals("\\uDE00\\uD83D", ForeignText.encode("\uDE00\uD83D"));
  }

  @Test
  void encodesTagCharactersAsTwoEscapes() {
    assertEquals("\\uDB40\\uDC41", ForeignText.encode("\uDB40\uDC41"));
  }

  @Test
  void marksWhatItCutsWithAnEllipsis() {
    assertEquals("abcd", ForeignText.encode("abcd", 4));
    assertEquals("abc\u2026", ForeignText.encode("abcde", 4));
    assertEquals("\u2026", ForeignText.encode("abcde", 1));
    assertEquals(ForeignText.MAX_LENGTH_CHARS, ForeignText.encode("x".repeat(100_000)).length());
  }

  @Test
  void cutsNeitherAnEscapeNorASurrogatePairApart() {
    assertEquals("ab\u2026", ForeignText.encode("ab\u001Bcd", 8));
    assertEquals("ab\\u001B\u2026", ForeignText.encode("ab\u001Bcd", 9));
    assertEquals("a\u2026", ForeignText.encode("a\uD83D\uDE00bc", 3));
    assertEquals("a\uD83D\uDE00\u2026", ForeignText.encode("a\uD83D\uDE00bc", 4));
  }

  @Test
  void neverExceedsTheBound() {
    String text = "a\u001B\uD83D\uDE00b\uD83D\n";
    for (int maxLengthChars = 1; maxLengthChars < 40; maxLengthChars++) {
      assertTrue(ForeignText.encode(text, maxLengthChars).length() <= maxLengthChars);
    }
  }

  @Test
  void refusesABoundWithoutRoom() {
    assertThrows(IllegalArgumentException.class, () -> ForeignText.encode("a", 0));
  }
}

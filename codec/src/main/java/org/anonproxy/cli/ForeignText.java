package org.anonproxy.cli;

/**
 * Encodes text that strangers chose (a URL, a header, a host name, an exception's message) so that
 * it stays one harmless line on a terminal or in a log.
 *
 * <p>What could start a new line, steer a terminal or reorder what the reader sees leaves as {@code
 * \}{@code uXXXX}: C0 and C1 controls, DEL, line and paragraph separators, every format character
 * (bidirectional overrides, isolates and marks, zero-width characters, the tag characters), and
 * surrogates without a partner. A backslash stays as it is, so the encoding is for reading and not
 * for decoding.
 */
public final class ForeignText {

  /**
   * The length in {@code char}s, ellipsis included, that {@link #encode(CharSequence)} never
   * exceeds.
   */
  public static final int MAX_LENGTH_CHARS = 512;

  private static final char ELLIPSIS = '\u2026';
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private ForeignText() {}

  /** Encodes the text, cut to {@link #MAX_LENGTH_CHARS}. */
  public static String encode(CharSequence text) {
    return encode(text, MAX_LENGTH_CHARS);
  }

  /**
   * Encodes the text into at most {@code maxLengthChars} characters; where something is left out
   * the last one is an ellipsis. An escape or a surrogate pair is never cut apart.
   *
   * @throws IllegalArgumentException when {@code maxLengthChars} is less than 1
   */
  public static String encode(CharSequence text, int maxLengthChars) {
    if (maxLengthChars < 1) {
      throw new IllegalArgumentException("maxLengthChars: " + maxLengthChars + " (expected: >= 1)");
    }
    StringBuilder line = new StringBuilder(Math.min(text.length() + 16, maxLengthChars + 12));
    int fittingChars = 0;
    for (int index = 0; index < text.length(); ) {
      int codePoint = Character.codePointAt(text, index);
      append(line, codePoint);
      if (line.length() > maxLengthChars) {
        line.setLength(fittingChars);
        return line.append(ELLIPSIS).toString();
      }
      if (line.length() < maxLengthChars) {
        fittingChars = line.length();
      }
      index += Character.charCount(codePoint);
    }
    return line.toString();
  }

  private static void append(StringBuilder line, int codePoint) {
    if (isPlain(codePoint)) {
      line.appendCodePoint(codePoint);
    } else if (Character.isBmpCodePoint(codePoint)) {
      appendEscape(line, (char) codePoint);
    } else {
      appendEscape(line, Character.highSurrogate(codePoint));
      appendEscape(line, Character.lowSurrogate(codePoint));
    }
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void appendEscape(StringBuilder line, char character) {
    line.append("\\u");
    for (int shiftBits = 12; shiftBits >= 0; shiftBits -= 4) {
      line.append(HEX[character >>> shiftBits & 0xF]);
    }
  }
}

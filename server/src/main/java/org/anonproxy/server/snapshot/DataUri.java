package org.anonproxy.server.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes data URIs (RFC 2397) that can stand in an attribute, a CSS string and a source set. */
final class DataUri {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private DataUri() {}

  /**
   * Writes any content, in base64.
   *
   * @param type the media type with its parameters; empty if unknown
   */
  static String of(String type, byte[] content) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(content);
  }

  /**
   * Writes a text in UTF-8, with escapes only where it needs them: a text that holds data URIs of
   * its own would grow by a third each time if it were in base64.
   */
  static String ofText(String mediaType, String text) {
    StringBuilder uri = new StringBuilder(text.length() + text.length() / 16 + 64);
    uri.append("data:").append(mediaType).append(";charset=utf-8,");
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      if (isPlain(codePoint)) {
        uri.append((char) codePoint);
      } else {
        escape(uri, codePoint);
      }
      index += Character.charCount(codePoint);
    }
    return uri.toString();
  }

  /** Blanks are escaped because those at the end of a URL are cut off. */
  private static boolean isPlain(int codePoint) {
    return codePoint > ' ' && codePoint < 0x7f && "\"#%<>\\'".indexOf(codePoint) < 0;
  }

  private static void escape(StringBuilder uri, int codePoint) {
    int valid = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint;
    for (byte octet : Character.toString(valid).getBytes(StandardCharsets.UTF_8)) {
      uri.append('%').append(HEX[octet >> 4 & 0xf]).append(HEX[octet & 0xf]);
    }
  }
}

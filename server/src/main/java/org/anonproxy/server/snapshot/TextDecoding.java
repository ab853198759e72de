package org.anonproxy.server.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the encoding of a text as browsers do: a byte order mark counts more than the header, which
 * counts more than what the text says of itself.
 */
final class TextDecoding {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final int BEGINNING_BYTES = 1024;
  private static final Pattern PARAMETER =
      Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z0-9_.:+-]{1,40})", Pattern.CASE_INSENSITIVE);
  private static final Pattern META =
      Pattern.compile(
          "<meta[\\s/][^>]{0,512}?charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9_.:+-]{1,40})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern AT_CHARSET = Pattern.compile("^@charset \"([^\"]{1,40})\";");
  private static final Pattern HTML =
      Pattern.compile(
          "^(?:\u00EF\u00BB\u00BF)?(?>\\s+|<!--(?s:.{0,512}?)-->)*+<(!doctype\\s+html|html|head|body|title)[\\s/>]",
          Pattern.CASE_INSENSITIVE);

  private TextDecoding() {}

  /** Returns the encoding of an HTML document. */
  static Charset charsetOfHtml(byte[] content, @Nullable String contentType) {
    Charset marked = byteOrderMark(content);
    Charset declared = marked != null ? marked : charsetOf(contentType);
    if (declared != null) {
      return declared;
    }
    Charset written = asciiCompatible(named(META, beginning(content)));
    return written != null ? written : isUtf8(content) ? StandardCharsets.UTF_8 : WINDOWS_1252;
  }

  /** Returns the encoding of a style sheet; {@code fallback} is that of who refers to it. */
  static Charset charsetOfCss(byte[] content, @Nullable String contentType, Charset fallback) {
    Charset marked = byteOrderMark(content);
    Charset declared = marked != null ? marked : charsetOf(contentType);
    if (declared != null) {
      return declared;
    }
    Charset written = asciiCompatible(named(AT_CHARSET, beginning(content)));
    return written != null ? written : fallback;
  }

  /** Decodes without the byte order mark; what is no text becomes U+FFFD. */
  static String decode(byte[] content, Charset charset) {
    String text = new String(content, charset);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Returns the {@code charset} of a content type, or null. */
  static @Nullable Charset charsetOf(@Nullable String contentType) {
    return contentType == null ? null : named(PARAMETER, contentType);
  }

  /** Returns the charset of that label, or null; old labels mean what browsers make of them. */
  static @Nullable Charset labelled(String label) {
    try {
      Charset charset = Charset.forName(label.strip());
      boolean subset =
          charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII);
      return subset
          ? WINDOWS_1252
          : charset.name().equals("GB2312") ? Charset.forName("GB18030") : charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return null;
    }
  }

  static boolean looksLikeHtml(byte[] content) {
    return HTML.matcher(beginning(content)).find();
  }

  private static @Nullable Charset named(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? labelled(matcher.group(1)) : null;
  }

  /** A text that was read byte by byte to find the label cannot be in UTF-16. */
  private static @Nullable Charset asciiCompatible(@Nullable Charset charset) {
    return charset != null && charset.name().toUpperCase(Locale.ROOT).startsWith("UTF-16")
        ? StandardCharsets.UTF_8
        : charset;
  }

  private static @Nullable Charset byteOrderMark(byte[] content) {
    if (startsWith(content, 0xef, 0xbb, 0xbf)) {
      return StandardCharsets.UTF_8;
    }
    if (startsWith(content, 0xfe, 0xff)) {
      return StandardCharsets.UTF_16BE;
    }
    return startsWith(content, 0xff, 0xfe) ? StandardCharsets.UTF_16LE : null;
  }

  private static boolean startsWith(byte[] content, int... mark) {
    for (int index = 0; index < mark.length; index++) {
      if (index >= content.length || (content[index] & 0xff) != mark[index]) {
        return false;
      }
    }
    return true;
  }

  private static String beginning(byte[] content) {
    int length = Math.min(content.length, BEGINNING_BYTES);
    return new String(content, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static boolean isUtf8(byte[] content) {
    try {
      var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}

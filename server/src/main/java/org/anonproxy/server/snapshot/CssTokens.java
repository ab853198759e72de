package org.anonproxy.server.snapshot;

/**
 * Splits CSS into tokens (CSS Syntax Module Level 3, section 4), as far as it takes to tell a URL
 * from everything that looks like one: in comments, strings, names, and written with escapes.
 *
 * <p>Never fails: any text is a sequence of tokens, each at least one character long. Nested
 * structure is the reader's concern.
 */
final class CssTokens {
  /** Is what a token is. */
  enum Type {
    WHITESPACE,
    COMMENT,
    /** Is a quoted string; its value is what it means. */
    STRING,
    /** Is a URL without quotes, from {@code url(} to the parenthesis; its value is the URL. */
    URL,
    /** Is a name with the parenthesis that follows; its value is the name. */
    FUNCTION,
    /** Is {@code @} with a name; its value is the name. */
    AT_KEYWORD,
    /** Is one character that may matter to the reader, which is its value. */
    DELIMITER,
    /** Is anything else: names, numbers, hashes, and what is no valid token. */
    OTHER,
    END
  }

  private static final int NONE = -1;

  private final String text;
  private int start;
  private int end;
  private String value = "";

  CssTokens(String text) {
    this.text = text;
  }

  /** Moves on to the next token and returns its type. */
  Type next() {
    start = end;
    value = "";
    int c = at(end);
    if (c == NONE) {
      return Type.END;
    }
    if (isWhitespace(c)) {
      do {
        end++;
      } while (isWhitespace(at(end)));
      return Type.WHITESPACE;
    }
    if (c == '/' && at(end + 1) == '*') {
      int close = text.indexOf("*/", end + 2);
      end = close < 0 ? text.length() : close + 2;
      return Type.COMMENT;
    }
    if (c == '"' || c == '\'') {
      return string(c);
    }
    return beginsNumber() ? number() : named(c);
  }

  /** Returns where the token begins in the text. */
  int start() {
    return start;
  }

  /** Returns where the token ends in the text. */
  int end() {
    return end;
  }

  /** Returns what the token means, escapes resolved; empty where the type says nothing of it. */
  String value() {
    return value;
  }

  private Type named(int c) {
    if (beginsName(end)) {
      return nameOrFunction();
    }
    end++;
    if (c == '@' && beginsName(end)) {
      value = name();
      return Type.AT_KEYWORD;
    }
    if (c == '#' && (isNameCharacter(at(end)) || isEscape(end))) {
      name();
      return Type.OTHER;
    }
    value = String.valueOf((char) c);
    return Type.DELIMITER;
  }

  private Type nameOrFunction() {
    String name = name();
    if (at(end) != '(') {
      return Type.OTHER;
    }
    end++;
    value = name;
    if (!name.equalsIgnoreCase("url")) {
      return Type.FUNCTION;
    }
    int argument = end;
    while (isWhitespace(at(argument))) {
      argument++;
    }
    if (at(argument) == '"' || at(argument) == '\'') {
      return Type.FUNCTION;
    }
    end = argument;
    return url();
  }

  /** Section 4.3.6; a URL that is not valid is skipped as 4.3.14 tells. */
  private Type url() {
    StringBuilder url = new StringBuilder();
    boolean valid = true;
    while (true) {
      int c = at(end);
      if (c == NONE || c == ')') {
        end += c == NONE ? 0 : 1;
        value = valid ? url.toString() : "";
        return valid ? Type.URL : Type.OTHER;
      }
      if (isEscape(end)) {
        url.appendCodePoint(escape());
      } else if (isWhitespace(c)) {
        do {
          end++;
        } while (isWhitespace(at(end)));
        valid = valid && (at(end) == ')' || at(end) == NONE);
      } else {
        valid = valid && c != '"' && c != '\'' && c != '(' && c != '\\' && !isNonPrintable(c);
        url.append((char) c);
        end++;
      }
    }
  }

  private Type string(int quote) {
    StringBuilder string = new StringBuilder();
    end++;
    while (true) {
      int c = at(end);
      if (c == NONE || c == quote) {
        end += c == NONE ? 0 : 1;
        value = string.toString();
        return Type.STRING;
      }
      if (isNewline(c)) {
        return Type.OTHER; // The rest of the line was no string.
      }
      if (c == '\\' && (at(end + 1) == NONE || isNewline(at(end + 1)))) {
        end++;
        end += newlineLength(end);
      } else if (c == '\\') {
        string.appendCodePoint(escape());
      } else {
        string.append((char) c);
        end++;
      }
    }
  }

  private boolean beginsNumber() {
    int at = at(end) == '+' || at(end) == '-' ? end + 1 : end;
    return isDigit(at(at)) || (at(at) == '.' && isDigit(at(at + 1)));
  }

  private Type number() {
    end++; // A sign, a digit or the point.
    digits();
    if (at(end) == '.' && isDigit(at(end + 1))) {
      end++;
      digits();
    }
    int exponent = at(end + 1) == '+' || at(end + 1) == '-' ? end + 2 : end + 1;
    if ((at(end) == 'e' || at(end) == 'E') && isDigit(at(exponent))) {
      end = exponent;
      digits();
    }
    if (beginsName(end)) {
      name(); // The unit.
    }
    return Type.OTHER;
  }

  private void digits() {
    while (isDigit(at(end))) {
      end++;
    }
  }

  private boolean beginsName(int index) {
    int c = at(index);
    if (c != '-') {
      return isNameStart(c) || isEscape(index);
    }
    return at(index + 1) == '-' || isNameStart(at(index + 1)) || isEscape(index + 1);
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    while (true) {
      if (isEscape(end)) {
        name.appendCodePoint(escape());
      } else if (isNameCharacter(at(end))) {
        name.append((char) at(end));
        end++;
      } else {
        return name.toString();
      }
    }
  }

  private boolean isEscape(int index) {
    return at(index) == '\\' && at(index + 1) != NONE && !isNewline(at(index + 1));
  }

  /** Section 4.3.7. */
  private int escape() {
    end++;
    int codePoint = text.codePointAt(end);
    if (Character.digit(codePoint, 16) < 0 || codePoint > 'f') {
      end += Character.charCount(codePoint);
      return codePoint;
    }
    int escaped = 0;
    for (int digits = 0; digits < 6 && at(end) <= 'f' && hexDigit(at(end)) >= 0; digits++) {
      escaped = escaped * 16 + hexDigit(at(end));
      end++;
    }
    if (isWhitespace(at(end))) {
      end += isNewline(at(end)) ? newlineLength(end) : 1;
    }
    boolean valid =
        escaped != 0
            && escaped <= Character.MAX_CODE_POINT
            && (escaped < Character.MIN_SURROGATE || escaped > Character.MAX_SURROGATE);
    return valid ? escaped : 0xfffd;
  }

  private int newlineLength(int index) {
    int c = at(index);
    return c == '\r' && at(index + 1) == '\n' ? 2 : isNewline(c) ? 1 : 0;
  }

  private int at(int index) {
    return index < text.length() ? text.charAt(index) : NONE;
  }

  private static int hexDigit(int c) {
    return c == NONE ? -1 : Character.digit(c, 16);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNewline(int c) {
    return c == '\n' || c == '\r' || c == '\f';
  }

  private static boolean isWhitespace(int c) {
    return c == ' ' || c == '\t' || isNewline(c);
  }

  private static boolean isNameStart(int c) {
    // 0 stands for U+FFFD, which the standard puts in its place beforehand.
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80 || c == 0;
  }

  private static boolean isNameCharacter(int c) {
    return isNameStart(c) || isDigit(c) || c == '-';
  }

  private static boolean isNonPrintable(int c) {
    return (c < 9 && c != 0) || c == 0xb || (c > 0xd && c < 0x20) || c == 0x7f;
  }
}

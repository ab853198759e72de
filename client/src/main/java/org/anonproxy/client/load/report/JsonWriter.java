package org.anonproxy.client.load.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Writes one JSON object (RFC 8259), indented, member by member. Not thread-safe.
 *
 * <p>Numbers that JSON has no words for, the infinite and those that are none, become {@code null}.
 */
final class JsonWriter {
  private static final int MAX_DECIMALS = 6;

  private final StringBuilder out = new StringBuilder("{");
  private int depth = 1;
  private boolean first = true;

  /** Begins an object as a member of the present one. */
  JsonWriter beginObject(String name) {
    name(name);
    out.append('{');
    depth++;
    first = true;
    return this;
  }

  /** Ends the present object and goes on with the one around it. */
  JsonWriter endObject() {
    depth--;
    if (!first) {
      newLine();
    }
    out.append('}');
    first = false;
    return this;
  }

  JsonWriter member(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  JsonWriter member(String name, boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  JsonWriter member(String name, double value) {
    name(name);
    if (Double.isFinite(value)) {
      BigDecimal rounded = BigDecimal.valueOf(value).setScale(MAX_DECIMALS, RoundingMode.HALF_EVEN);
      out.append(rounded.stripTrailingZeros().toPlainString());
    } else {
      out.append("null");
    }
    return this;
  }

  JsonWriter member(String name, String value) {
    name(name);
    string(value);
    return this;
  }

  private void name(String name) {
    separate();
    string(name);
    out.append(": ");
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
    newLine();
  }

  private void newLine() {
    out.append('\n').append("  ".repeat(depth));
  }

  private void string(String value) {
    out.append('"');
    for (int index = 0; index < value.length(); index++) {
      escape(value.charAt(index));
    }
    out.append('"');
  }

  private void escape(char character) {
    switch (character) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        // Lone surrogates cannot be encoded as UTF-8, and DEL and C1 are no good on a terminal.
        if (character < ' ' || Character.isSurrogate(character) || isControl(character)) {
          out.append(String.format("\\u%04x", (int) character));
        } else {
          out.append(character);
        }
      }
    }
  }

  private static boolean isControl(char character) {
    return Character.getType(character) == Character.CONTROL;
  }

  /** Ends the outermost object and returns the whole text, ending in a new line. */
  String finish() {
    endObject();
    return out.append('\n').toString();
  }
}

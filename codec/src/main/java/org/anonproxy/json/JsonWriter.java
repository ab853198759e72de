package org.anonproxy.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Writes one JSON object (RFC 8259), indented, member by member. Not thread-safe.
 *
 * <p>Numbers that JSON has no words for, the infinite and those that are none, become {@code null}.
 */
public final class JsonWriter {
  private static final int MAX_DECIMALS = 6;

  private final StringBuilder out = new StringBuilder("{");
  private int depth = 1;
  private boolean first = true;

  /** Begins the outermost object. */
  public JsonWriter() {}

  /** Begins an object as a member of the present one. */
  public JsonWriter beginObject(String name) {
    name(name);
    return begin('{');
  }

  /** Begins an object as an element of the present array. */
  public JsonWriter beginObject() {
    separate();
    return begin('{');
  }

  /** Ends the present object and goes on with what is around it. */
  public JsonWriter endObject() {
    return end('}');
  }

  /** Begins an array, of objects, as a member of the present object. */
  public JsonWriter beginArray(String name) {
    name(name);
    return begin('[');
  }

  /** Ends the present array and goes on with the object around it. */
  public JsonWriter endArray() {
    return end(']');
  }

  private JsonWriter begin(char bracket) {
    out.append(bracket);
    depth++;
    first = true;
    return this;
  }

  private JsonWriter end(char bracket) {
    depth--;
    if (!first) {
      newLine();
    }
    out.append(bracket);
    first = false;
    return this;
  }

  /** Adds a whole number to the present object. */
  public JsonWriter member(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  /** Adds a truth to the present object. */
  public JsonWriter member(String name, boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  /** Adds a number, to six decimals to the present object. */
  public JsonWriter member(String name, double value) {
    name(name);
    number(value);
    return this;
  }

  /** Adds an array of numbers, on one line. */
  public JsonWriter member(String name, double[] values) {
    name(name);
    out.append('[');
    for (int index = 0; index < values.length; index++) {
      out.append(index == 0 ? "" : ",");
      number(values[index]);
    }
    out.append(']');
    return this;
  }

  private void number(double value) {
    if (Double.isFinite(value)) {
      BigDecimal rounded = BigDecimal.valueOf(value).setScale(MAX_DECIMALS, RoundingMode.HALF_EVEN);
      out.append(rounded.stripTrailingZeros().toPlainString());
    } else {
      out.append("null");
    }
  }

  /** Adds text to the present object. */
  public JsonWriter member(String name, String value) {
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
  public String finish() {
    endObject();
    return out.append('\n').toString();
  }
}

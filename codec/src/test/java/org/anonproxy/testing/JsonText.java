package org.anonproxy.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads back the JSON that the programs write. */
public final class JsonText {
  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * Reads one object; its members are maps, lists, strings, doubles, booleans and nulls.
   *
   * @throws IllegalArgumentException if it is not JSON, or names a member twice
   */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> parse(String text) {
    JsonText json = new JsonText(text);
    Object value = json.value();
    json.skipSpace();
    if (json.at != text.length() || !(value instanceof Map)) {
      throw new IllegalArgumentException("not one object, up to " + json.at);
    }
    return (Map<String, @Nullable Object>) value;
  }

  private void skipSpace() {
    while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean accept(char expected) {
    skipSpace();
    if (text.charAt(at) != expected) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char expected) {
    if (!accept(expected)) {
      throw new IllegalArgumentException("no '" + expected + "' at " + at);
    }
  }

  private @Nullable Object value() {
    skipSpace();
    if (text.charAt(at) == '{') {
      return object();
    }
    if (text.charAt(at) == '"') {
      return string();
    }
    if (text.charAt(at) == '[') {
      return array();
    }
    int start = at;
    while (at < text.length() && ",}]\n\r ".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> {
        if (!word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
          throw new IllegalArgumentException("not a number: " + word);
        }
        yield Double.valueOf(word);
      }
    };
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    expect('{');
    if (accept('}')) {
      return members;
    }
    do {
      skipSpace();
      String name = string();
      expect(':');
      if (members.containsKey(name)) {
        throw new IllegalArgumentException("twice: " + name);
      }
      members.put(name, value());
    } while (accept(','));
    expect('}');
    return members;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> elements = new ArrayList<>();
    expect('[');
    if (accept(']')) {
      return elements;
    }
    do {
      elements.add(value());
    } while (accept(','));
    expect(']');
    return elements;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (text.charAt(at) != '"') {
      char character = text.charAt(at++);
      if (character < ' ') {
        throw new IllegalArgumentException("a control character at " + at);
      }
      out.append(character == '\\' ? escaped() : character);
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    char kind = text.charAt(at++);
    if (kind == 'u') {
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int index = "nrtbf\"\\/".indexOf(kind);
    if (index < 0) {
      throw new IllegalArgumentException("no escape: " + kind);
    }
    return "\n\r\t\b\f\"\\/".charAt(index);
  }
}

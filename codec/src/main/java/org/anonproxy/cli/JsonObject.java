package org.anonproxy.cli;

/** Writes one flat object of JSON (RFC 8259) in one line, safe to look at on a terminal. */
final class JsonObject {
  private final StringBuilder line;
  private char separator = '{';

  JsonObject(StringBuilder line) {
    this.line = line;
  }

  /** Adds a member: a number as it is, anything else as its text. */
  void put(String name, Object value) {
    line.append(separator);
    separator = ',';
    string(name);
    line.append(':');
    if (value instanceof Integer || value instanceof Long) {
      line.append(value);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      line.append(number.doubleValue());
    } else {
      string(String.valueOf(value));
    }
  }

  void end() {
    line.append('}');
  }

  /** What ForeignText encodes comes out with a backslash of its own, which is escaped as any. */
  private void string(String text) {
    line.append('"');
    String encoded = ForeignText.encode(text, EventFormat.MAX_MESSAGE_CHARS);
    for (int index = 0; index < encoded.length(); index++) {
      char character = encoded.charAt(index);
      if (character == '"' || character == '\\') {
        line.append('\\');
      }
      line.append(character);
    }
    line.append('"');
  }
}

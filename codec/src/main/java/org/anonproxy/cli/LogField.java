package org.anonproxy.cli;

/**
 * Is a parameter of a log message that has a name: people read its value in the message, machines
 * find it under its name beside the message. The event's own name is the name of its marker.
 *
 * <pre>{@code
 * LOGGER.info(CLOSED, "session {} closed: {}", new LogField("peer", peer), new LogField("reason", why));
 * }</pre>
 *
 * @param value a number, or something whose text is written
 */
public record LogField(String name, Object value) {
  /** Writes the value alone, as the message shows it. */
  @Override
  public String toString() {
    return value.toString();
  }
}

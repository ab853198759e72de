package org.anonproxy.server.page;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * Holds the head of a request as it was written for a proxy, and turns it into one for the origin
 * (RFC 9112, section 3.2). Not every origin understands the form meant for proxies.
 */
final class RequestHead {
  private static final int MAX_BYTES = 64 * 1024;
  private static final String LINE_END = "\r\n";

  private final String text;

  private RequestHead(String text) {
    this.text = text;
  }

  /** Reads up to the empty line, and not a byte further if {@code in} is not buffered. */
  static RequestHead read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int matched = 0; matched < 4; ) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the request ended within its head");
      }
      if (head.size() == MAX_BYTES) {
        throw new ProtocolException("the request's head is longer than " + MAX_BYTES + " bytes");
      }
      head.write(octet);
      boolean expected = octet == (matched % 2 == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : octet == '\r' ? 1 : 0;
    }
    return new RequestHead(head.toString(StandardCharsets.ISO_8859_1));
  }

  /** Tells whether a tunnel is asked for, in which the real request will be encrypted. */
  boolean asksForTunnel() {
    return text.startsWith("CONNECT ");
  }

  /** Returns the head with the path alone in its first line and nothing meant for a proxy. */
  byte[] forOrigin() {
    StringBuilder head = new StringBuilder(text.length());
    for (String line : text.split(LINE_END, -1)) {
      if (head.isEmpty()) {
        head.append(line.replaceFirst(" https?://[^/ ]*", " ")).append(LINE_END);
      } else if (!line.isEmpty() && !line.regionMatches(true, 0, "Proxy-", 0, 6)) {
        head.append(line).append(LINE_END);
      }
    }
    return head.append(LINE_END).toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}

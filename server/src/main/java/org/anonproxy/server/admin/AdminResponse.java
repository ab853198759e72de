package org.anonproxy.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/**
 * Holds an answer of the admin page, whose bytes nobody changes any more.
 *
 * @param contentSecurityPolicy what the content may do in a browser
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AdminResponse(
    HttpResponseStatus status, String contentType, String contentSecurityPolicy, byte[] body) {
  /** Lets content do nothing at all. */
  static final String NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

  private static final String TEXT = "text/plain; charset=utf-8";

  static AdminResponse text(HttpResponseStatus status, String text) {
    return new AdminResponse(
        status, TEXT, NOTHING_ALLOWED, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static AdminResponse of(HttpResponseStatus status) {
    return text(status, status.toString());
  }

  static AdminResponse explained(HttpResponseStatus status, String explanation) {
    return text(status, status + "\n" + explanation);
  }

  static AdminResponse json(String json) {
    return new AdminResponse(
        HttpResponseStatus.OK,
        "application/json",
        NOTHING_ALLOWED,
        json.getBytes(StandardCharsets.UTF_8));
  }

  static AdminResponse data(String contentType, byte[] body) {
    return new AdminResponse(HttpResponseStatus.OK, contentType, NOTHING_ALLOWED, body);
  }
}

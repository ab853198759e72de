package org.anonproxy.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Is the page at {@code /}: one document that holds its style sheet and its script, of which the
 * browser is told the digests, so that it runs nothing else.
 */
final class Dashboard {
  private static final String STYLE_PLACE = "/* style */";
  private static final String SCRIPT_PLACE = "/* script */";

  private Dashboard() {}

  static AdminResponse load() {
    String style = resource("dashboard.css");
    String script = resource("dashboard.js");
    String page =
        resource("dashboard.html").replace(STYLE_PLACE, style).replace(SCRIPT_PLACE, script);
    String policy =
        "default-src 'none'; script-src "
            + digest(script)
            + "; style-src "
            + digest(style)
            + "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";
    return new AdminResponse(
        HttpResponseStatus.OK,
        "text/html; charset=utf-8",
        policy,
        page.getBytes(StandardCharsets.UTF_8));
  }

  private static String resource(String name) {
    try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

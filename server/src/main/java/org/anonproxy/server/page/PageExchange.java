package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jsoup.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request by jsoup's connection and judges the answer.
 *
 * <p>jsoup 1.24 can use either of the Java runtime's clients. This one needs the older, {@link
 * java.net.HttpURLConnection}: HTTP/1.1 with one socket per request and nothing left running in
 * between, so that {@link PinnedRoute} governs all of it. The choice is a system property of jsoup.
 */
final class PageExchange {
  /** The runtime would tell standard error of cookies that it dislikes, and as they came. */
  private static final Logger COOKIES = Logger.getLogger("java.net.CookieManager");

  private static final Pattern UNDONE_CODINGS =
      Pattern.compile("gzip|deflate", Pattern.CASE_INSENSITIVE);
  private static final Pattern CODINGS =
      Pattern.compile(
          "(?i).*\\b(?:br|zstd|dcb|dcz|gzip|deflate|compress|bzip2|xz)\\b.*", Pattern.DOTALL);

  static {
    System.setProperty("jsoup.useHttpClient", "false");
    COOKIES.setLevel(Level.OFF);
  }

  private final ContentBuffer buffer;
  private final int maxBytes;
  private final @Nullable SSLContext tls;
  private final InstantSource clock;

  PageExchange(ContentBuffer buffer, int maxBytes, @Nullable SSLContext tls, InstantSource clock) {
    this.buffer = buffer;
    this.maxBytes = maxBytes;
    this.tls = tls;
    this.clock = clock;
  }

  /** Is what an origin answered, errors aside. */
  sealed interface Answer {}

  /** Gives the page, or says that a conditional request's is still the one. */
  record Final(FetchAnswer answer) implements Answer {}

  /** Points elsewhere, or nowhere. */
  record Redirect(@Nullable String location) implements Answer {}

  /**
   * Performs the request.
   *
   * @throws IOException if the exchange broke off or went past a limit
   * @throws PageFetchException if the origin answered that it will not give the page
   */
  Answer perform(Connection request, WebUrl url, PinnedRoute route, Deadline deadline)
      throws IOException, PageFetchException {
    try {
      Connection.Response response = prepare(request, url, route).execute();
      try (InputStream body = response.bodyStream()) {
        route.headUnderstood();
        return judge(response, body, url, route, deadline);
      }
    } catch (IOException e) {
      throw reasonOf(e, route);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // jsoup and the runtime's client check an origin's words by these in many places.
      throw new IOException("the answer cannot be understood", e);
    } catch (StackOverflowError e) {
      // The runtime's client calls itself for each "100 Continue", of which a header may hold many.
      throw new IOException("the answer never begins", e);
    }
  }

  private Connection prepare(Connection request, WebUrl url, PinnedRoute route) {
    request
        .url(url.toString())
        .proxy(route.proxy())
        .timeout(0) // The route keeps the time: jsoup's would be per read while the header comes.
        .maxBodySize(maxBytes + 1) // jsoup cuts off silently, so ask for one more and see.
        .followRedirects(false)
        .ignoreContentType(true)
        .ignoreHttpErrors(true)
        .userAgent("Mozilla/5.0 (compatible; anonproxy)")
        .header("Accept", "*/*")
        .header("Accept-Encoding", "identity")
        .header("Connection", "close");
    return tls == null ? request : request.sslContext(tls);
  }

  private Answer judge(
      Connection.Response response,
      InputStream body,
      WebUrl url,
      PinnedRoute route,
      Deadline deadline)
      throws IOException, PageFetchException {
    int status = response.statusCode();
    return switch (status) {
      case 301, 302, 303, 307, 308 -> new Redirect(response.header("Location"));
      case 200, 201, 202, 203, 204, 205 ->
          new Final(
              new FetchAnswer.Fetched(
                  page(response, body, url, route, deadline), Freshness.of(response::header)));
      case 304 -> new Final(new FetchAnswer.Unchanged(Freshness.of(response::header)));
      case -1 -> throw new ProtocolException("the answer is not HTTP");
      default -> {
        String phrase = response.statusMessage();
        String reason = phrase == null || phrase.isBlank() ? "" : " " + phrase;
        boolean overloaded = status == 429 || status == 503;
        throw FetchFailure.answered(
            url,
            status,
            encode(reason),
            overloaded ? RetryAfter.of(response::header, clock.instant()) : null);
      }
    };
  }

  private Page page(
      Connection.Response response,
      InputStream body,
      WebUrl url,
      PinnedRoute route,
      Deadline deadline)
      throws IOException {
    boolean bodiless = response.statusCode() == 204 || response.statusCode() == 205;
    if (!bodiless) {
      requireReadable(response);
    }
    long declaredBytes = bodiless ? -1 : declaredBytes(response);
    if (declaredBytes > maxBytes) {
      throw new ContentBuffer.PageTooLargeException();
    }
    ByteBuf content = buffer.read(body, declaredBytes, deadline);
    boolean complete = false;
    try {
      requireComplete(response, content.readableBytes(), declaredBytes, route);
      complete = true;
    } finally {
      if (!complete) {
        content.release();
      }
    }
    return new Page(
        content,
        new PageMetadata(
            url.toUri(),
            response.header("Content-Type"),
            response.header("ETag"),
            response.header("Last-Modified"),
            clock.instant()));
  }

  /**
   * What this cannot undo would be served as it came, and look broken. A coding that nobody knows
   * is none: origins put all kinds of words there, and browsers ignore them.
   */
  private static void requireReadable(Connection.Response response) throws IOException {
    String transfer = response.header("Transfer-Encoding");
    if (transfer != null
        && !transfer.strip().toLowerCase(Locale.ROOT).matches("chunked|identity")) {
      throw new ProtocolException("its Transfer-Encoding is not supported: " + encode(transfer));
    }
    String content = response.header("Content-Encoding");
    if (content != null
        && !UNDONE_CODINGS.matcher(content.strip()).matches()
        && CODINGS.matcher(content).matches()) {
      throw new ProtocolException(
          "it is packed, though it was asked for unpacked, in a way that is not supported: "
              + encode(content));
    }
  }

  /** Returns what {@code Content-Length} says of the bytes we get, negative if nothing. */
  private static long declaredBytes(Connection.Response response) throws IOException {
    String declared = response.header("Content-Length");
    if (declared == null
        || response.hasHeader("Transfer-Encoding")
        || response.hasHeader("Content-Encoding")) {
      return -1; // Either is its own proof of completeness; the length is that of other bytes.
    }
    if (!declared.matches("[0-9]{1,18}")) {
      throw new ProtocolException("its Content-Length is not valid: " + encode(declared));
    }
    return Long.parseLong(declared);
  }

  /** The runtime's client takes a connection that ends early for the end of the body. */
  private static void requireComplete(
      Connection.Response response, int contentBytes, long declaredBytes, PinnedRoute route)
      throws IOException {
    if (declaredBytes >= 0 && contentBytes != declaredBytes) {
      throw new EOFException(
          "the answer ended after %d of %d bytes".formatted(contentBytes, declaredBytes));
    }
    IOException failure = route.failure();
    if (failure != null && declaredBytes < 0 && !response.hasHeader("Transfer-Encoding")) {
      throw failure;
    }
  }

  private static IOException reasonOf(IOException e, PinnedRoute route) {
    IOException failure = route.failure();
    if (failure != null && !(e instanceof ContentBuffer.PageTooLargeException)) {
      return failure;
    }
    // The runtime's client tries again when it cannot read a header, and the route takes no second
    // connection. What it disliked at first is lost.
    return e instanceof ConnectException
        ? new EOFException("the server sent no answer that can be understood")
        : e;
  }
}

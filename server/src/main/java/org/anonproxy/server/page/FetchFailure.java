package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.anonproxy.cli.Userinfo;
import org.jspecify.annotations.Nullable;

/** Puts what went wrong with a download into the operator's words. */
final class FetchFailure {
  private FetchFailure() {}

  /** Reports that {@code url} led to something that is not allowed; {@code why} is encoded. */
  static PageFetchException refused(WebUrl url, String why, String whatToDo) {
    return refused(url, Wording.of(why), whatToDo);
  }

  /** Reports that {@code url} led to an address that is not allowed. */
  static PageFetchException refused(WebUrl url, Wording why, String whatToDo) {
    return new PageFetchException(cannot(url).then(why), whatToDo, null);
  }

  /**
   * Reports that the server refused the page; {@code reason} is encoded, and for the operator
   * alone: it may repeat what was asked for.
   */
  static PageFetchException answered(
      WebUrl url, int status, String reason, @Nullable Duration retryAfter) {
    return new PageFetchException(
        cannot(url).then("the server answered " + status).then(new Wording(reason, "")),
        status >= 500 || status == 429 ? "try again later" : "check the address",
        null,
        retryAfter);
  }

  /** Reports that the download that began at {@code start} broke off at {@code url}. */
  static PageFetchException explain(WebUrl start, WebUrl url, FetchLimits limits, IOException e) {
    if (e instanceof UnknownHostException && mayNameAUser(url)) {
      return new PageFetchException(
          new Wording(encode(Userinfo.leftOutOf(url.toString())), "the page")
              .after("cannot download ")
              .then(": its host is not known"),
          "check its spelling, and give it without a user name if it has one",
          null);
    }
    Wording where =
        url.equals(start)
            ? cannot(start)
            : cannot(start)
                .then(Wording.address(url.toUri()).after("after a redirect to ").then(", "));
    String host = encode(url.hostName());
    if (e instanceof UnknownHostException) {
      return new PageFetchException(
          where.then("the host " + host + " is not known"),
          "check its spelling and the name server, or the path if a file was meant",
          e);
    }
    if (e instanceof ContentBuffer.PageTooLargeException) {
      return new PageFetchException(
          where.then("it is larger than " + limits.maxBytes() + " bytes"),
          "serve a smaller page",
          e);
    }
    if (e instanceof SocketTimeoutException) {
      return new PageFetchException(
          where.then(
              "it took longer than "
                  + limits.connect().toMillis()
                  + " ms to connect or "
                  + limits.total().toMillis()
                  + " ms in all"),
          "check the network or try again later",
          e);
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return new PageFetchException(
          where.then(host + " port " + url.port() + " cannot be reached: ").then(words(e)),
          "check that the web server runs there",
          e);
    }
    if (e instanceof SSLException) {
      return new PageFetchException(
          where.then("no secure connection: ").then(words(rootOf(e))),
          "check the server's certificate and the trusted ones of this machine",
          e);
    }
    return new PageFetchException(where.then(words(e)), "try again later or in a browser", e);
  }

  /**
   * Tells whether what was taken for a host that nobody knows may be somebody's name, and the rest
   * a password with a slash in it, as in {@code http://user:123/4@host/}.
   */
  private static boolean mayNameAUser(WebUrl url) {
    boolean likeAHost = url.host().indexOf('.') >= 0 && url.hasUsualPort();
    return Userinfo.mayBeIn(url.target()) && !likeAHost;
  }

  private static Wording cannot(WebUrl url) {
    return Wording.address(url.toUri()).after("cannot download ").then(": ");
  }

  /** A certificate's own exception says more than those that were wrapped around it. */
  private static Throwable rootOf(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException && cause.getMessage() != null) {
        return cause;
      }
    }
    return e;
  }

  /** The runtime's client has messages that end with the address it was given. */
  private static Wording words(Throwable e) {
    @Nullable String message = e.getMessage();
    String kind = e.getClass().getSimpleName();
    String full = message == null ? kind : message;
    return new Wording(encode(full), encode(full.contains("://") ? kind : full));
  }
}

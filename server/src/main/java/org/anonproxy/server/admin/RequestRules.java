package org.anonproxy.server.admin;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are answered: those that read, and that no page of another origin can have
 * caused a browser to send.
 *
 * <p>A page of a stranger can point a name of its own at 127.0.0.1 and then read what answers there
 * as its own origin (DNS rebinding). Such a request has the stranger's name in {@code Host}; an
 * address, {@code localhost} and the name that the operator wrote are nobody else's.
 */
final class RequestRules {
  /** Names nothing that is configured: a stranger's page that gets here can read it. */
  private static final String MISDIRECTED =
      """

      The admin page answers to addresses (those of loopback only, if it listens there), to localhost,
      and to the name that the option --admin has, if it has one. Any other name may be a stranger's
      who pointed it here, so that a page of theirs could read this one in your browser (DNS rebinding).

      Open it by the address of the machine instead of its name, by ssh -L and localhost, or start
      anonserver with --admin NAME:PORT, which listens at the address of that name.""";

  private final AdminAddress address;

  RequestRules(AdminAddress address) {
    this.address = address;
  }

  /** Returns the answer to {@code request} that refuses it, {@code null} if it is not refused. */
  @Nullable AdminResponse refusal(HttpRequest request) {
    HttpResponseStatus status = statusOfRefusal(request);
    if (status == null) {
      return null;
    }
    return status.equals(HttpResponseStatus.MISDIRECTED_REQUEST)
        ? AdminResponse.explained(status, MISDIRECTED)
        : AdminResponse.of(status);
  }

  private @Nullable HttpResponseStatus statusOfRefusal(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return malformed(request.decoderResult().cause());
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1) {
      return HttpResponseStatus.BAD_REQUEST;
    }
    String host = hosts.get(0);
    if (!isOurs(withoutPort(host))) {
      return HttpResponseStatus.MISDIRECTED_REQUEST;
    }
    if (isFromAnotherOrigin(request, host)) {
      return HttpResponseStatus.FORBIDDEN;
    }
    HttpMethod method = request.method();
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
        ? null
        : HttpResponseStatus.METHOD_NOT_ALLOWED;
  }

  private static HttpResponseStatus malformed(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return HttpResponseStatus.REQUEST_URI_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException
        ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        : HttpResponseStatus.BAD_REQUEST;
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  /** The port does not matter: behind a forwarded port, such as that of ssh, it is another. */
  private boolean isOurs(String host) {
    if (host.equalsIgnoreCase("localhost") || host.equalsIgnoreCase(address.host())) {
      return true;
    }
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
    if (literal == null) {
      return false;
    }
    // Behind address translation, the address that others use is none of this machine's.
    return literal.isLoopbackAddress() || !address.isLoopback();
  }

  /** Goes by what browsers say of a request's origin; following a link from elsewhere is fine. */
  private static boolean isFromAnotherOrigin(HttpRequest request, String host) {
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
      return true;
    }
    String site = request.headers().get("sec-fetch-site");
    return site != null
        && !site.equals("same-origin")
        && !site.equals("none")
        && !"document".equals(request.headers().get("sec-fetch-dest"));
  }
}

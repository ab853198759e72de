package org.anonproxy.server.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Finds the answer to a request that is allowed.
 *
 * <p>Thread: the admin loop.
 */
final class AdminRoutes {
  private final AdminResponse dashboard = Dashboard.load();
  private final MetricsText metrics;
  private final StatusJson status;
  private final Health health;

  AdminRoutes(MetricsText metrics, StatusJson status, Health health) {
    this.metrics = metrics;
    this.status = status;
    this.health = health;
  }

  AdminResponse answer(HttpRequest request) {
    String target = request.uri();
    int query = target.indexOf('?');
    return switch (query < 0 ? target : target.substring(0, query)) {
      case "/" -> dashboard;
      case "/metrics" -> metrics.answer(request.headers().get(HttpHeaderNames.ACCEPT));
      case "/healthz" -> health.alive();
      case "/readyz" -> health.ready();
      case "/status.json" -> status.status();
      case "/history.json" -> status.history();
      default -> AdminResponse.of(HttpResponseStatus.NOT_FOUND);
    };
  }
}

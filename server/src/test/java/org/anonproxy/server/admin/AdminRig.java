package org.anonproxy.server.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.AnonServer;
import org.anonproxy.server.ServerConfig;
import org.anonproxy.server.page.CheckResult;
import org.anonproxy.server.page.OriginFailure;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.page.PageStatus;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;

/** Is a serving server with its admin page, both on loopback. */
final class AdminRig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  final AdminServer admin;
  final AnonServer server;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Page page;
  private volatile @Nullable OriginFailure failure;
  private volatile boolean overdue;

  private AdminRig(AdminServer admin, AnonServer server, Page page) {
    this.admin = admin;
    this.server = server;
    this.page = page;
  }

  /** Binds both; nothing is served yet. */
  static AdminRig bind(int pageBytes, URI source) throws IOException {
    return bind(pageBytes, source, RetransmissionPolicy.STANDARD);
  }

  private static AdminRig bind(int pageBytes, URI source, RetransmissionPolicy retransmission)
      throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    AdminServer admin = AdminServer.bind(new AdminAddress(any, "127.0.0.1"), "1.2.3");
    ByteBuf content = Unpooled.directBuffer(Math.max(1, pageBytes)).writeZero(pageBytes);
    ServerConfig config = ServerConfig.at(any).withRetransmission(retransmission);
    Page page = new Page(content, new PageMetadata(source, "text/html", null, null, Instant.EPOCH));
    return new AdminRig(admin, AnonServer.bind(config), page);
  }

  /** Binds and serves. */
  static AdminRig serving(int pageBytes) throws IOException {
    return serving(pageBytes, RetransmissionPolicy.STANDARD);
  }

  /** Binds and serves peers for as long as {@code retransmission} says. */
  static AdminRig serving(int pageBytes, RetransmissionPolicy retransmission) throws IOException {
    AdminRig rig = bind(pageBytes, URI.create("http://origin.example/page"), retransmission);
    rig.serve();
    return rig;
  }

  void serve() throws IOException {
    server.serve(page, PacketLog.NONE, admin.observer());
    admin.watch(server, this::status, new RecordingFigures(() -> 7, () -> 2, () -> 3, () -> 4));
  }

  /** Has the page's origin fail from now on, or answer again. */
  void originFails(@Nullable OriginFailure newFailure, boolean nowOverdue) {
    overdue = nowOverdue;
    failure = newFailure;
  }

  private PageStatus status() {
    return new PageStatus(
        page.metadata(),
        page.lengthBytes(),
        Instant.EPOCH,
        Duration.ofSeconds(90),
        failure == null ? CheckResult.UPDATED : CheckResult.FAILED,
        failure,
        overdue,
        Map.of(CheckResult.UPDATED, 1L));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + admin.address().getPort() + path);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  int udpPort() {
    return server.address().getPort();
  }

  @Override
  public void close() {
    server.close();
    admin.close();
    page.release();
  }

  /** Returns rules by which only localhost and loopback addresses are answered. */
  static RequestRules rules() {
    return new RequestRules(
        new AdminAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 9090), "127.0.0.1"));
  }

  /** Returns the answers of an admin page that watches nothing. */
  static AdminRoutes idleRoutes() {
    Sampler sampler = new Sampler(new EmbeddedChannel().eventLoop());
    Watched watched = new Watched();
    ProcessFigures process = new ProcessFigures();
    Health health = new Health(sampler, watched);
    return new AdminRoutes(
        new MetricsText(sampler, watched, process, "0"),
        new StatusJson(sampler, watched, health, process, "0"),
        health);
  }
}

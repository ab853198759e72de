package org.anonproxy.server.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers one request and closes the connection, or closes it when the whole exchange takes too
 * long, so that neither a slow request nor a slow reader can hold it.
 */
final class AdminConnection extends SimpleChannelInboundHandler<HttpObject> {
  private final RequestRules rules;
  private final AdminRoutes routes;
  private final Duration deadline;
  private @Nullable Future<?> end;
  private boolean answered;

  AdminConnection(RequestRules rules, AdminRoutes routes, Duration deadline) {
    this.rules = rules;
    this.routes = routes;
    this.deadline = deadline;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Runnable close = () -> close(context);
    end = context.executor().schedule(close, deadline.toNanos(), TimeUnit.NANOSECONDS);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (end != null) {
      end.cancel(false);
    }
    context.fireChannelInactive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    // A body is not read, and a second request is not answered.
    if (!answered && message instanceof HttpRequest request) {
      answered = true;
      AdminResponse refusal = rules.refusal(request);
      write(context, refusal == null ? routes.answer(request) : refusal);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A peer that resets its connection, mostly; what goes wrong here concerns nobody else.
    close(context);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do after it
  private static void close(ChannelHandlerContext context) {
    context.close();
  }

  private static void write(ChannelHandlerContext context, AdminResponse response) {
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, response.status(), Unpooled.wrappedBuffer(response.body()));
    HttpHeaders headers = message.headers();
    headers
        .set(HttpHeaderNames.CONTENT_TYPE, response.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, response.body().length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, response.contentSecurityPolicy())
        .set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY")
        .set("x-content-type-options", "nosniff")
        .set("cross-origin-resource-policy", "same-origin")
        .set("cross-origin-opener-policy", "same-origin")
        .set("referrer-policy", "no-referrer");
    if (response.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    context.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
  }
}

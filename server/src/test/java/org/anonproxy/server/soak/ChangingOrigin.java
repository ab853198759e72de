package org.anonproxy.server.soak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Is an HTTP origin whose page changes almost every second, and which fails now and then. It
 * remembers what it gave, and when.
 *
 * <p>Safe for use by several threads.
 */
final class ChangingOrigin implements AutoCloseable {
  /** In one second of so many the page stays, so that it is sometimes found unchanged. */
  private static final int SECONDS_PER_REST = 5;

  private static final int ERRORS_PERCENT = 4;
  private static final int TRUNCATIONS_PERCENT = 2;
  private static final int SILENCES_PERCENT = 2;

  private final long startNanos = System.nanoTime();
  private final Random random = new Random(1);
  private final HttpServer http;

  /** Which version had been given whole, by the time of it; guarded by this. */
  private final TreeMap<Long, Integer> given = new TreeMap<>();

  private final Map<Answer, Integer> answers = new EnumMap<>(Answer.class);

  private enum Answer {
    WHOLE,
    UNCHANGED,
    ERROR,
    TRUNCATED,
    NONE
  }

  ChangingOrigin() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/";
  }

  /** Returns the number of the version that the origin has at this moment. */
  int newest() {
    int seconds = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    return 1 + seconds - seconds / SECONDS_PER_REST;
  }

  /** Returns the version that had been given last at a time, 0 if none had. */
  synchronized int newestGivenAt(long nanoTime) {
    Map.Entry<Long, Integer> last = given.floorEntry(nanoTime - startNanos);
    return last == null ? PageVersion.NONE : last.getValue();
  }

  private void answer(HttpExchange exchange) throws IOException {
    int version = newest();
    String tag = "\"" + version + "\"";
    Answer answer = choose(tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match")));
    exchange.getResponseHeaders().set("ETag", tag);
    switch (answer) {
      case WHOLE -> give(exchange, version);
      case UNCHANGED -> exchange.sendResponseHeaders(304, -1);
      case ERROR -> exchange.sendResponseHeaders(503, -1);
      case TRUNCATED -> truncate(exchange, version);
      case NONE -> {} // Closing says it.
    }
    exchange.close();
  }

  /** The first answer is a page: without it the server would not begin. */
  private synchronized Answer choose(boolean unchanged) {
    int percent = answers.isEmpty() ? 100 : random.nextInt(100);
    Answer answer = unchanged ? Answer.UNCHANGED : Answer.WHOLE;
    if (percent < ERRORS_PERCENT) {
      answer = Answer.ERROR;
    } else if (percent < ERRORS_PERCENT + TRUNCATIONS_PERCENT) {
      answer = Answer.TRUNCATED;
    } else if (percent < ERRORS_PERCENT + TRUNCATIONS_PERCENT + SILENCES_PERCENT) {
      answer = Answer.NONE;
    }
    answers.merge(answer, 1, Integer::sum);
    return answer;
  }

  private void give(HttpExchange exchange, int version) throws IOException {
    byte[] content = PageVersion.content(version);
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
    synchronized (this) {
      given.put(System.nanoTime() - startNanos, version);
    }
  }

  private static void truncate(HttpExchange exchange, int version) throws IOException {
    byte[] content = PageVersion.content(version);
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, content.length / 2);
  }

  /** Tells how often the origin gave which kind of answer. */
  synchronized String text() {
    int failures = answers.values().stream().mapToInt(Integer::intValue).sum();
    failures -= count(Answer.WHOLE) + count(Answer.UNCHANGED);
    return String.format(
        "the origin gave %d versions, %d times 304 and failed %d times",
        count(Answer.WHOLE), count(Answer.UNCHANGED), failures);
  }

  private int count(Answer answer) {
    return answers.getOrDefault(answer, 0);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}

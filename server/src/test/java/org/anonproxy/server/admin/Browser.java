package org.anonproxy.server.admin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.anonproxy.json.JsonWriter;
import org.anonproxy.testing.ForeignProgram;
import org.anonproxy.testing.JsonText;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Is a real Chromium without a window, steered through its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 100;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Double, CompletableFuture<Map<String, @Nullable Object>>> open =
      new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Process process;
  private final WebSocket page;
  private int commands;

  /**
   * Starts a browser with one empty page.
   *
   * @param profile an empty directory
   * @param names how it looks up host names, such as {@code MAP a.example 127.0.0.1}
   */
  static Browser start(Path profile, String names) throws Exception {
    Process process =
        new ProcessBuilder(
                ForeignProgram.require("chromium").toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--host-resolver-rules=" + names,
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Browser(process, profile);
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private Browser(Process process, Path profile) throws Exception {
    this.process = process;
    Path portFile = profile.resolve("DevToolsActivePort");
    List<String> lines =
        Awaitility.await("Chromium's port")
            .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
            .until(() -> readIfThere(portFile), port -> port.size() >= 2);
    String targets =
        http.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + lines.get(0) + "/json/new?about:blank"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    String address = String.valueOf(JsonText.parse(targets).get("webSocketDebuggerUrl"));
    page =
        http.newWebSocketBuilder()
            .buildAsync(URI.create(address), new Listener())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    send("Page.enable", command -> {});
    send("Runtime.enable", command -> {});
    send("Log.enable", command -> {});
  }

  private static List<String> readIfThere(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Collects the answers to commands, and what the page complained of. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        receive(JsonText.parse(text.toString()), text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  private void receive(Map<String, @Nullable Object> message, String text) {
    Object id = message.get("id");
    CompletableFuture<Map<String, @Nullable Object>> answer =
        id instanceof Double number ? open.remove(number) : null;
    if (answer != null) {
      answer.complete(message);
    } else if (List.of("Runtime.exceptionThrown", "Log.entryAdded")
        .contains(String.valueOf(message.get("method")))) {
      complaints.add(text);
    }
  }

  private Map<String, @Nullable Object> send(String method, Consumer<JsonWriter> parameters)
      throws Exception {
    int id = ++commands;
    CompletableFuture<Map<String, @Nullable Object>> answer = new CompletableFuture<>();
    open.put((double) id, answer);
    JsonWriter json = new JsonWriter().member("id", id).member("method", method);
    json.beginObject("params");
    parameters.accept(json);
    page.sendText(json.endObject().finish(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Map<String, @Nullable Object> message = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message.containsKey("error")) {
      throw new AssertionError(method + ": " + message.get("error"));
    }
    return object(message.get("result"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (value == null) {
      throw new AssertionError("no object");
    }
    return (Map<String, @Nullable Object>) value;
  }

  /** Makes the window as large as a device's, with its scheme of colours. */
  void resemble(int width, int height, boolean phone, String colorScheme) throws Exception {
    send(
        "Emulation.setDeviceMetricsOverride",
        json ->
            json.member("width", width)
                .member("height", height)
                .member("deviceScaleFactor", 1)
                .member("mobile", phone));
    send(
        "Emulation.setEmulatedMedia",
        json ->
            json.beginArray("features")
                .beginObject()
                .member("name", "prefers-color-scheme")
                .member("value", colorScheme)
                .endObject()
                .endArray());
  }

  /** Goes to a page. */
  void open(URI uri) throws Exception {
    complaints.clear();
    send("Page.navigate", json -> json.member("url", uri.toString()));
  }

  /** Returns the value of a JavaScript expression as text. */
  String evaluate(String expression) {
    try {
      Map<String, @Nullable Object> result =
          send("Runtime.evaluate", json -> json.member("expression", "String(" + expression + ")"));
      return String.valueOf(object(result.get("result")).get("value"));
    } catch (Exception e) {
      throw new AssertionError(expression, e);
    }
  }

  /** Returns the errors and warnings of the page opened last, violations of its policy included. */
  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    page.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}

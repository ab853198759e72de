package org.anonproxy.server.snapshot;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.anonproxy.testing.ForeignProgram;

/** Opens pages in headless Chromium, looks at them, and notes what it asks the network for. */
final class Browser {
  private static final int PATIENCE_SECONDS = 100;

  /** The browser's own requests, for its updates and the like, have no origin as initiator. */
  private static final Pattern REQUESTED =
      Pattern.compile("\"initiator\":\"(?!not an origin)[^\"]*\"[^\\n]*?\"url\":\"([^\"]{1,200})");

  private final Path chromium = ForeignProgram.require("chromium");
  private final Path directory;

  Browser(Path directory) {
    this.directory = directory;
  }

  /**
   * Is what opening a page came to.
   *
   * @param picture how it looks
   * @param requested the URLs that it made the browser request
   * @param netLog all that the browser did about the network, in Chromium's own format
   */
  record View(BufferedImage picture, List<String> requested, String netLog) {}

  /** Opens a page that is there, without any proxy. */
  View open(String url) throws IOException, InterruptedException {
    return open(url, "online", List.of("--no-proxy-server"));
  }

  /** Opens a page with every way into the network cut. */
  View openOffline(String url) throws IOException, InterruptedException {
    return open(
        url,
        "offline",
        List.of(
            "--proxy-server=127.0.0.1:9",
            "--proxy-bypass-list=<-loopback>",
            "--host-resolver-rules=MAP * ~NOTFOUND"));
  }

  private View open(String url, String name, List<String> network)
      throws IOException, InterruptedException {
    Path picture = directory.resolve(name + ".png");
    Path netLog = directory.resolve(name + ".json");
    List<String> command = new ArrayList<>();
    command.add(chromium.toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-default-apps",
            "--no-first-run",
            "--no-default-browser-check",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            "--window-size=640,560",
            "--user-data-dir=" + directory.resolve(name),
            "--log-net-log=" + netLog,
            "--screenshot=" + picture));
    command.addAll(network);
    command.add(url);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".out").toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || !Files.exists(picture)) {
        throw new AssertionError(Files.readString(directory.resolve(name + ".out")));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    String log = Files.readString(netLog);
    return new View(Objects.requireNonNull(ImageIO.read(picture.toFile())), requested(log), log);
  }

  private static List<String> requested(String netLog) {
    List<String> urls = new ArrayList<>();
    for (Matcher matcher = REQUESTED.matcher(netLog); matcher.find(); ) {
      urls.add(matcher.group(1));
    }
    return urls.stream().distinct().toList();
  }
}

package org.anonproxy.server.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anonproxy.server.NaivePeer;
import org.anonproxy.server.cli.Main;
import org.anonproxy.testing.ChildProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Saves a site of many files by the whole program, over UDP, and looks at it in a real browser: on
 * its web server, and as the saved file with the web server stopped and the network cut.
 */
final class BrowserTest {
  private static final Pattern READY = Pattern.compile("listening on \\S*:(\\d+), .*");

  @TempDir private Path directory = Path.of("");

  @Test
  void savedPageLooksTheSameWithoutNetwork() throws Exception {
    Browser browser = new Browser(directory);
    Path saved = directory.resolve("saved.html");
    Browser.View original;
    try (WebServer site = WebServer.serving("/site", directory)) {
      String url = site.url("/index.html");
      original = browser.open(url);
      assertTrue(original.requested().contains(site.url("/assets/deep/staircase.woff")));
      Files.write(saved, snapshot(url));
    }
    Browser.View copy = browser.openOffline(saved.toUri().toString());

    assertEquals(List.of(), remote(copy.requested()), "requests of the saved page");
    assertTrue(original.netLog().contains("beacon.invalid"), "the site tries to call others");
    assertFalse(copy.netLog().contains("beacon.invalid"), "the saved page does not");
    assertSame(original.picture(), copy.picture());
    assertDrawn(copy.picture());
  }

  private static byte[] snapshot(String url) throws Exception {
    try (ChildProgram server = ChildProgram.start(Main.class, "-p", "0", "-w", url, "--snapshot")) {
      Matcher ready = READY.matcher(server.awaitLine("listening on"));
      assertTrue(ready.matches());
      String report = server.awaitError("snapshot of");
      assertTrue(report.contains(" missing and left empty: "), report);
      assertTrue(report.contains("answered 404 Not Found"), report);
      try (NaivePeer peer = new NaivePeer(Integer.parseInt(ready.group(1)))) {
        return peer.fetch(7);
      }
    }
  }

  private static List<String> remote(List<String> urls) {
    return urls.stream()
        .filter(url -> !url.startsWith("data:") && !url.startsWith("about:"))
        .toList();
  }

  private static void assertSame(BufferedImage expected, BufferedImage actual) {
    assertEquals(expected.getWidth(), actual.getWidth());
    assertEquals(expected.getHeight(), actual.getHeight());
    for (int y = 0; y < expected.getHeight(); y++) {
      for (int x = 0; x < expected.getWidth(); x++) {
        assertEquals(
            Integer.toHexString(expected.getRGB(x, y)),
            Integer.toHexString(actual.getRGB(x, y)),
            "the pixel at " + x + ", " + y);
      }
    }
  }

  /** Guards against two pictures that are alike because neither shows anything. */
  private static void assertDrawn(BufferedImage picture) {
    assertColour("ff000000", picture, 17, 27, "a bar of the web font");
    assertColour("ffeeeeff", picture, 14, 27, "the gap between two bars of the web font");
    assertColour("ffcc7700", picture, 610, 30, "the background of the page");
    assertColour("ff22aa88", picture, 140, 70, "the image of a source set");
    assertColour("ffcc7700", picture, 480, 300, "the SVG file of an object");
  }

  private static void assertColour(
      String expected, BufferedImage picture, int x, int y, String what) {
    assertEquals(expected, Integer.toHexString(picture.getRGB(x, y)), what);
  }
}

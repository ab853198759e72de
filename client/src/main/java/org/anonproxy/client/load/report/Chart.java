package org.anonproxy.client.load.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Draws lines into an SVG image whose colours and fonts are the page's.
 *
 * @param title what the image shows, for who cannot see it
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param xLabel writes a value of the horizontal axis
 * @param yLabel writes a value of the vertical axis
 */
record Chart(
    String title, Axis x, Axis y, DoubleFunction<String> xLabel, DoubleFunction<String> yLabel) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 94;
  private static final int RIGHT = 38;
  private static final int TOP = 14;
  private static final int BOTTOM = 34;

  /** As many points as can still be told apart get dots; a single one would else be invisible. */
  private static final int MAX_DOTS = 40;

  /**
   * Is one line of a chart.
   *
   * @param name what it shows
   * @param style the number of its colour, from 1
   * @param filled whether the area below is tinted
   * @param points its corners
   */
  record Line(String name, int style, boolean filled, List<Point> points) {}

  /**
   * Is one corner of a line.
   *
   * @param x its horizontal value
   * @param y its vertical value
   */
  record Point(double x, double y) {}

  /**
   * Is a part of the horizontal axis that is shaded.
   *
   * @param name what it is
   * @param style its class in the style sheet
   * @param from where it begins
   * @param to where it ends
   */
  record Zone(String name, String style, double from, double to) {}

  /** Returns the image and its legend. */
  String draw(List<Line> lines, List<Zone> zones) {
    StringBuilder out = new StringBuilder();
    out.append("<figure>\n<ul class=\"legend\">");
    for (Line line : lines) {
      out.append(format("<li class=\"s%d\">%s</li>", line.style(), Html.escape(line.name())));
    }
    for (Zone zone : zones) {
      out.append(format("<li class=\"zone %s\">%s</li>", zone.style(), Html.escape(zone.name())));
    }
    out.append(
        format(
            "</ul>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH, HEIGHT, Html.escape(title)));
    for (Zone zone : zones) {
      drawZone(out, zone);
    }
    drawGrid(out);
    for (Line line : lines) {
      drawLine(out, line);
    }
    return out.append("</svg>\n</figure>\n").toString();
  }

  private void drawZone(StringBuilder out, Zone zone) {
    double left = left(zone.from());
    out.append(
        format(
            "<rect class=\"zone %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\">"
                + "<title>%s</title></rect>\n",
            zone.style(),
            left,
            TOP,
            left(zone.to()) - left,
            HEIGHT - TOP - BOTTOM,
            Html.escape(zone.name())));
  }

  private void drawGrid(StringBuilder out) {
    for (double tick : y.ticks()) {
      double top = top(tick);
      out.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"y\" x=\"%d\" y=\"%.1f\">%s</text>\n",
              LEFT, WIDTH - RIGHT, top, top, LEFT - 10, top + 4, Html.escape(yLabel.apply(tick))));
    }
    for (double tick : x.ticks()) {
      double left = left(tick);
      out.append(
          format(
              "<line class=\"tick\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                  + "<text class=\"x\" x=\"%.1f\" y=\"%d\">%s</text>\n",
              left,
              left,
              HEIGHT - BOTTOM,
              HEIGHT - BOTTOM + 5,
              left,
              HEIGHT - BOTTOM + 22,
              Html.escape(xLabel.apply(tick))));
    }
  }

  private void drawLine(StringBuilder out, Line line) {
    if (line.points().isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (Point point : line.points()) {
      path.append(
          format("%s%.1f %.1f", path.isEmpty() ? "M" : "L", left(point.x()), top(point.y())));
    }
    if (line.filled()) {
      Point first = line.points().get(0);
      Point last = line.points().get(line.points().size() - 1);
      out.append(
          format(
              "<path class=\"area s%d\" d=\"%sL%.1f %dL%.1f %dZ\"/>\n",
              line.style(),
              path,
              left(last.x()),
              HEIGHT - BOTTOM,
              left(first.x()),
              HEIGHT - BOTTOM));
    }
    out.append(
        format(
            "<path class=\"line s%d\" d=\"%s\"><title>%s</title></path>\n",
            line.style(), path, Html.escape(line.name())));
    if (line.points().size() <= MAX_DOTS) {
      for (Point point : line.points()) {
        out.append(
            format(
                "<circle class=\"dot s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n",
                line.style(), left(point.x()), top(point.y())));
      }
    }
  }

  private double left(double value) {
    return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
  }

  private double top(double value) {
    return HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

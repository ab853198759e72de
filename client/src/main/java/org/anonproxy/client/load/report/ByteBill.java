package org.anonproxy.client.load.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.anonproxy.client.load.LoadTally;

/** Draws what the bytes on the wire were: one bar, and a table that says what each part means. */
final class ByteBill {
  private record Part(String meaning, long bytes) {}

  private ByteBill() {}

  static void write(StringBuilder out, LoadTally tally) {
    Map<String, Part> parts = parts(tally);
    double sum = Math.max(1, parts.values().stream().mapToLong(Part::bytes).sum());
    out.append("<div class=\"bar\" aria-hidden=\"true\">");
    int style = 1;
    for (Part part : parts.values()) {
      out.append(
          String.format(
              Locale.ROOT,
              "<span class=\"b%d\" style=\"width:%.3f%%\"></span>",
              style++,
              part.bytes() * 100 / sum));
    }
    out.append("</div>\n<table class=\"bill\"><tbody>\n");
    int row = 1;
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      writeRow(out, "b" + row++, part.getKey(), part.getValue(), sum);
    }
    Part wire = new Part("sent and received together", tally.wireBytes());
    writeRow(out, "sum", "wire", wire, sum);
    out.append("</tbody></table>\n");
  }

  private static Map<String, Part> parts(LoadTally tally) {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("goodput", new Part("pages of transfers that succeeded", tally.goodputBytes()));
    parts.put("headers", new Part("headers and bare packets, the first time", tally.headerBytes()));
    parts.put(
        "retransmitted",
        new Part("packets that went over the wire again", tally.retransmittedBytes()));
    parts.put(
        "unsuccessful",
        new Part("page bytes of transfers that failed or were left", tally.unsuccessfulBytes()));
    parts.put("discarded", new Part("late, early or damaged packets", tally.discardedBytes()));
    parts.put(
        "lost inbound",
        new Part(
            "packets that the simulated link kept from clients for good",
            tally.lostInboundBytes()));
    return parts;
  }

  private static void writeRow(
      StringBuilder out, String style, String name, Part part, double sum) {
    out.append(
        String.format(
            Locale.ROOT,
            "<tr class=\"%s\"><th>%s</th><td>%s</td><td>%s</td><td"
                + " class=\"meaning\">%s</td></tr>%n",
            style,
            name,
            Figures.bytes((double) part.bytes()),
            Figures.percent(part.bytes() / sum),
            Html.escape(part.meaning())));
  }
}

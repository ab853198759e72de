package org.anonproxy.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes captures by hand, in hexadecimal, and reads them as text. */
final class HandmadeCapture {
  /** An IPv4 packet from 127.0.0.1:1 to 127.0.0.2:2 with the payload "hi". */
  static final String IPV4 = "4500001e 00004000 40110000 7f000001 7f000002 00010002 000a0000 6869";

  /** The same from ::1 to ::2, behind hop-by-hop options. */
  static final String IPV6 =
      "60000000 00120040 "
          + "00000000 00000000 00000000 00000001 00000000 00000000 00000000 00000002 "
          + "11000000 00000000 00010002 000a0000 6869";

  static final String BIG_SECTION =
      "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffff ffffffff 0000001c";

  private HandmadeCapture() {}

  static List<String> read(String hex) throws IOException {
    List<String> found = new ArrayList<>();
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(bytes))) {
      for (CapturedUdp each = reader.next(); each != null; each = reader.next()) {
        String payload = each.payload().toString(US_ASCII);
        found.add(
            each.epochNanos()
                + " "
                + each.source().getPort()
                + " "
                + each.destination()
                + " "
                + payload);
      }
      if (reader.isCutShort()) {
        found.add("cut short");
      }
      if (reader.unknownLinkType() >= 0) {
        found.add("link type " + reader.unknownLinkType());
      }
    }
    return found;
  }

  /** Returns a pcap file with one frame, in the byte order of the magic. */
  static String pcap(String magic, int linkType, String frame) {
    boolean little = magic.endsWith("a1");
    int bytes = frame.replace(" ", "").length() / 2;
    return magic
        + word(little, 0x0002_0004, true)
        + "00000000 00000000"
        + word(little, 65_535, false)
        + word(little, linkType, false)
        + word(little, 1, false)
        + word(little, 2, false)
        + word(little, bytes, false)
        + word(little, bytes, false)
        + frame;
  }

  private static String word(boolean little, int value, boolean halves) {
    if (little && halves) {
      return "02000400";
    }
    return String.format("%08x", little ? Integer.reverseBytes(value) : value);
  }

  /** Returns a big-endian pcapng block around its body. */
  static String block(int type, String body) {
    String length = String.format("%08x", 12 + body.replace(" ", "").length() / 2);
    return String.format("%08x", type) + length + body + length;
  }
}

package org.anonproxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads test vectors, one datagram after the other:
 *
 * <pre>
 * C&gt; 00003039 00000000 00000002  # SEND 12345 0 SYN -- a comment
 * S&gt; 00000065 0000303b 00000001  # SEND 101 12347 FIN
 *             0001020304
 * </pre>
 *
 * <p>C is what the client sends, S what the server sends, M a malformed datagram. Lines that begin
 * with a space carry the datagram on. Behind the hash stands the line of the sender's packet log,
 * and a comment behind two dashes. The protocol document writes {@code page[0..511]} for those
 * bytes of the page.
 */
record Vector(List<Datagram> datagrams) {
  static final List<Integer> PAGE_SIZES = List.of(0, 1, 5, 511, 512, 513, 1024, 1029);

  private static final Pattern PAGE_BYTES = Pattern.compile("page\\[(\\d+)\\.\\.(\\d+)]");

  /** One datagram: who sends it, its bytes in hexadecimal, and its packet log line. */
  record Datagram(char sender, String hex, String logLine) {
    /** Makes the datagram, which the caller takes. */
    ByteBuf bytes(ByteBufAllocator allocator) {
      return allocator.directBuffer().writeBytes(ByteBufUtil.decodeHexDump(hex));
    }
  }

  /** Returns the name of the vector for a page of so many bytes. */
  static String ofPage(int bytes) {
    return "page-" + "0".repeat(4 - Integer.toString(bytes).length()) + bytes;
  }

  static Vector read(String name) {
    String path = "/vectors/" + name + ".txt";
    try (InputStream in = Vector.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("no vector " + path);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Vector parse(List<String> lines) {
    List<Datagram> datagrams = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      int hash = line.indexOf('#');
      String bytes = hash < 0 ? line : line.substring(0, hash);
      if (line.startsWith(" ")) {
        Datagram last = datagrams.remove(datagrams.size() - 1);
        datagrams.add(new Datagram(last.sender(), last.hex() + hex(bytes), last.logLine()));
      } else {
        String logLine = line.substring(hash + 1).split(" -- ", 2)[0].strip();
        datagrams.add(new Datagram(line.charAt(0), hex(bytes.substring(2)), logLine));
      }
    }
    return new Vector(List.copyOf(datagrams));
  }

  private static String hex(String bytes) {
    Matcher matcher = PAGE_BYTES.matcher(bytes);
    String written =
        matcher.replaceAll(
            range ->
                TestPage.hex(
                    Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)) + 1));
    return written.replace(" ", "");
  }
}

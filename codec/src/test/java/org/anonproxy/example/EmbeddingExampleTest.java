package org.anonproxy.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.anonproxy.netty.PacketCodec;
import org.junit.jupiter.api.Test;

final class EmbeddingExampleTest {
  private static final Path SOURCE =
      Path.of("src/test/java/org/anonproxy/example/EmbeddingExample.java");
  private static final Path README = Path.of("../README.md");
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Test
  void answersSynAndDropsWhatIsNoPacket() throws Exception {
    PacketCodec codec = new PacketCodec();
    EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (DatagramSocket socket = new DatagramSocket(ANY_PORT)) {
      socket.setSoTimeout(10_000);
      Channel channel = EmbeddingExample.bind(eventLoops, codec, ANY_PORT);
      InetSocketAddress server = (InetSocketAddress) channel.localAddress();
      send(socket, server, "000030390000000000000003");
      send(socket, server, "000030390000000000000002");
      assertArrayEquals(bytes("000000640000303a00000006"), receive(socket));
      assertEquals(1, codec.malformedDatagrams());
      channel.close().sync();
    } finally {
      eventLoops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void readmeShowsThisVeryExample() throws Exception {
    List<String> blocks =
        JAVA_BLOCK
            .matcher(Files.readString(README))
            .results()
            .map(match -> match.group(1))
            .toList();
    String example = example();
    assertTrue(
        blocks.contains(example),
        () -> "README.md has no java block with the example as it stands:\n" + example);
  }

  /** Returns what stands between the marks, moved to the left margin. */
  private static String example() throws Exception {
    List<String> lines = Files.readAllLines(SOURCE);
    List<String> shown =
        lines.subList(lines.indexOf("    // begin") + 1, lines.indexOf("    // end"));
    return String.join("\n", shown).stripIndent() + "\n";
  }

  private static void send(DatagramSocket socket, InetSocketAddress server, String hex)
      throws Exception {
    byte[] bytes = bytes(hex);
    socket.send(new DatagramPacket(bytes, bytes.length, server));
  }

  private static byte[] receive(DatagramSocket socket) throws Exception {
    DatagramPacket received = new DatagramPacket(new byte[2048], 2048);
    socket.receive(received);
    return Arrays.copyOf(received.getData(), received.getLength());
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}

package org.anonproxy.trace;

import static org.anonproxy.trace.HandmadeCapture.BIG_SECTION;
import static org.anonproxy.trace.HandmadeCapture.IPV4;
import static org.anonproxy.trace.HandmadeCapture.IPV6;
import static org.anonproxy.trace.HandmadeCapture.pcap;
import static org.anonproxy.trace.HandmadeCapture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads files of other programs' kinds, written by hand. */
class CaptureReaderTest {
  @ParameterizedTest
  @CsvSource({
    "a1b2c3d4, 1000002000",
    "d4c3b2a1, 1000002000",
    "a1b23c4d, 1000000002",
    "4d3cb2a1, 1000000002",
  })
  void readsClassicCaptures(String magic, long epochNanos) throws IOException {
    assertEquals(List.of(epochNanos + " 1 /127.0.0.2:2 hi"), read(pcap(magic, 101, IPV4)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 02000000",
    "1, 000000000000 000000000000 0800",
    "1, 000000000000 000000000000 8100 0001 0800",
    "12, ''",
    "101, ''",
    "108, 00000002",
    "113, 0000 0304 0006 000000000000 0000 0800",
    "228, ''",
    "276, 0800 0000 00000001 0304 00 06 0000000000000000",
  })
  void findsTheDatagramBehindEveryKindOfLink(int linkType, String header) throws IOException {
    assertEquals(
        List.of("1000002000 1 /127.0.0.2:2 hi"), read(pcap("a1b2c3d4", linkType, header + IPV4)));
  }

  @Test
  void readsIpv6BehindExtensionHeaders() throws IOException {
    assertEquals(
        List.of("1000002000 1 /[0:0:0:0:0:0:0:2]:2 hi"), read(pcap("a1b2c3d4", 101, IPV6)));
  }

  @Test
  void readsEveryKindOfPacketBlockOfEveryInterface() throws IOException {
    String micros = "00000001 00000014 00650000 00000000 00000014";
    String binary = "00000001 00000020 00650000 00000000 00090001 81000000 00000000 00000020";
    String enhanced =
        "00000006 00000040 00000001 00000000 00000003 0000001e 0000001e" + IPV4 + "0000 00000040";
    String obsolete =
        "00000002 00000040 00000000 00000000 00000003 0000001e 0000001e" + IPV4 + "0000 00000040";
    String simple = "00000003 00000030 0000001e" + IPV4 + "0000 00000030";
    String other = "00000bad 00000010 01020304 00000010";
    assertEquals(
        List.of(
            "1500000000 1 /127.0.0.2:2 hi",
            "3000 1 /127.0.0.2:2 hi",
            "0 1 /127.0.0.2:2 hi",
            "0 1 /127.0.0.2:2 hi"),
        read(
            BIG_SECTION
                + micros
                + binary
                + other
                + enhanced
                + obsolete
                + simple
                + BIG_SECTION
                + micros
                + simple));
  }

  @Test
  void passesOverWhatIsNoUdp() throws IOException {
    String tcp = IPV4.replaceFirst("4011", "4006");
    String laterFragment = IPV4.replaceFirst("00004000", "00000001");
    assertEquals(List.of(), read(pcap("a1b2c3d4", 101, tcp)));
    assertEquals(List.of(), read(pcap("a1b2c3d4", 101, laterFragment)));
    assertEquals(List.of("link type 147"), read(pcap("a1b2c3d4", 147, IPV4)));
  }

  @Test
  void readsWhatThereIsOfAFileThatIsCutShort() throws IOException {
    String whole = pcap("a1b2c3d4", 101, IPV4).replace(" ", "");
    String datagram = "1000002000 1 /127.0.0.2:2 hi";
    assertEquals(List.of(datagram, "cut short"), read(whole + "0000"));
    assertEquals(List.of("cut short"), read(whole.substring(0, whole.length() - 10)));
    assertEquals(List.of(datagram), read(whole));
  }

  @ParameterizedTest
  @CsvSource({
    "'', too short",
    "89504e47, neither pcapng nor pcap",
    "0a0d0d0a 0000001c 12345678, byte order",
    "0a0d0d0a 0000001c 1a2b3c4d 00020000, version",
    "0a0d0d0a 00000004 1a2b3c4d, block of 4 bytes",
    "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffff ffffffff 0000001c 00000006 ffffffff ffffffff, block",
    "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffff ffffffff 0000001d, two lengths",
    "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffff ffffffff 0000001c 00000003 00000010 00000000 00000010, interface",
  })
  void refusesWhatIsNoCapture(String hex, String reason) {
    CaptureFormatException refusal = assertThrows(CaptureFormatException.class, () -> read(hex));
    assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
  }

  @Test
  void takesNoMoreMemoryThanAPacketMayNeed() {
    String huge = pcap("a1b2c3d4", 101, IPV4).replaceFirst("0000001e0000001e", "7fffffff0000001e");
    assertThrows(CaptureFormatException.class, () -> read(huge));
  }
}

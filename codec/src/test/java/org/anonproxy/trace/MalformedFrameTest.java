package org.anonproxy.trace;

import static org.anonproxy.trace.HandmadeCapture.IPV4;
import static org.anonproxy.trace.HandmadeCapture.IPV6;
import static org.anonproxy.trace.HandmadeCapture.pcap;
import static org.anonproxy.trace.HandmadeCapture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hands over frames that are damaged, unusual, or no UDP over IP. */
class MalformedFrameTest {
  private static final String MAGIC = "a1b2c3d4";
  private static final String ETHERNET = "000000000000 000000000000 ";
  private static final String IPV6_ADDRESSES =
      "00000000 00000000 00000000 00000001 00000000 00000000 00000000 00000002 ";
  private static final String UDP = "00010002 000a0000 6869";
  private static final String IPV4_DATAGRAM = "1000002000 1 /127.0.0.2:2 hi";
  private static final String IPV6_DATAGRAM = "1000002000 1 /[0:0:0:0:0:0:0:2]:2 hi";

  /** Returns a packet whose first header behind the IPv6 header is of this kind. */
  private static String ipv6(String nextHeader, String rest) {
    return "60000000 0000" + nextHeader + "40 " + IPV6_ADDRESSES + rest;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 02000000, 28",
    "1, 000000000000 000000000000 0800, 28",
    "1, 000000000000 000000000000 8100 0001 88a8 0002 0800, 28",
    "101, '', 28",
    "113, 0000 0304 0006 000000000000 0000 0800, 28",
    "276, 0800 0000 00000001 0304 00 06 0000000000000000, 28",
  })
  void findsNothingInAFrameThatEndsBeforeItsPayload(int linkType, String link, int headerBytes)
      throws IOException {
    String frame = (link + IPV4).replace(" ", "");
    int least = link.replace(" ", "").length() / 2 + headerBytes;
    for (int bytes = 0; bytes < least; bytes++) {
      String cut = frame.substring(0, 2 * bytes);
      assertEquals(List.of(), read(pcap(MAGIC, linkType, cut)), bytes + " bytes");
    }
    assertEquals(List.of(IPV4_DATAGRAM), read(pcap(MAGIC, linkType, frame)));
  }

  @Test
  void findsNothingInAnIpv6PacketThatEndsBeforeItsPayload() throws IOException {
    String packet = IPV6.replace(" ", "");
    for (int bytes = 0; bytes < 56; bytes++) {
      String cut = packet.substring(0, 2 * bytes);
      assertEquals(List.of(), read(pcap(MAGIC, 101, cut)), bytes + " bytes");
    }
  }

  @Test
  void takesWhatWasKeptOfAPayload() throws IOException {
    String packet = IPV4.replace(" ", "");
    assertEquals(
        List.of("1000002000 1 /127.0.0.2:2 h"),
        read(pcap(MAGIC, 101, packet.substring(0, packet.length() - 2))));
  }

  @Test
  void leavesOutTheFillingOfAShortEthernetFrame() throws IOException {
    assertEquals(List.of(IPV4_DATAGRAM), read(pcap(MAGIC, 1, ETHERNET + "0800" + IPV4 + "2020")));
  }

  @Test
  void takesEverythingWhereTheLengthIsLeftToTheHardware() throws IOException {
    assertEquals(
        List.of(IPV4_DATAGRAM), read(pcap(MAGIC, 101, IPV4.replace("000a0000", "00000000"))));
  }

  @Test
  void readsTheFirstOfTheFragmentsOfADatagram() throws IOException {
    assertEquals(
        List.of(IPV4_DATAGRAM), read(pcap(MAGIC, 101, IPV4.replace("00004000", "00002000"))));
    assertEquals(
        List.of(IPV6_DATAGRAM), read(pcap(MAGIC, 101, ipv6("2c", "1100 0001 00000007" + UDP))));
    assertEquals(
        List.of(), read(pcap(MAGIC, 101, ipv6("2c", "1100 0009 00000007" + UDP))), "a later one");
  }

  @Test
  void skipsHeadersOfAnyLengthButNotEndlessly() throws IOException {
    String routing = "1101 0000 00000000 00000000 00000000";
    assertEquals(List.of(IPV6_DATAGRAM), read(pcap(MAGIC, 101, ipv6("2b", routing + UDP))));
    String toOptions = "3c00 0000 00000000";
    String toUdp = "1100 0000 00000000";
    assertEquals(
        List.of(IPV6_DATAGRAM),
        read(pcap(MAGIC, 101, ipv6("3c", toOptions.repeat(7) + toUdp + UDP))));
    assertEquals(List.of(), read(pcap(MAGIC, 101, ipv6("3c", toOptions.repeat(8) + toUdp + UDP))));
  }

  @Test
  void passesOverPacketsOfOtherKinds() throws IOException {
    String rest = IPV4.substring(2);
    assertEquals(List.of(), read(pcap(MAGIC, 101, "55" + rest)), "version 5");
    assertEquals(List.of(), read(pcap(MAGIC, 101, "44" + rest)), "a header of 16 bytes");
    assertEquals(List.of(), read(pcap(MAGIC, 101, "4f" + rest)), "a header beyond the end");
    assertEquals(List.of(), read(pcap(MAGIC, 101, ipv6("06", UDP))), "TCP");
    assertEquals(List.of(), read(pcap(MAGIC, 101, ipv6("3b", UDP))), "no next header");
    assertEquals(List.of(), read(pcap(MAGIC, 1, ETHERNET + "0806" + IPV4)), "ARP");
    String sll = "0000 0304 0006 000000000000 0000 ";
    assertEquals(List.of(), read(pcap(MAGIC, 113, sll + "0806" + IPV4)), "ARP");
  }

  @Test
  void looksBehindFourVlanTagsAtMost() throws IOException {
    String tag = "9100 0001 ";
    assertEquals(
        List.of(IPV4_DATAGRAM), read(pcap(MAGIC, 1, ETHERNET + tag.repeat(4) + "0800" + IPV4)));
    assertEquals(List.of(), read(pcap(MAGIC, 1, ETHERNET + tag.repeat(5) + "0800" + IPV4)));
  }
}

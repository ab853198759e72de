package org.anonproxy.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows packets made by hand to tshark, with the dissector that is shipped. */
class DissectorTest {
  private static final Path DISSECTOR = Path.of("src/main/wireshark/anonproxy.lua");
  private static final String SYN = "00003039 00000000 00000002";
  private static final String OFFER = SYN + "414e 01 00";
  private static final String LONGEST =
      "01 0002 04b0"
          + "02 0004 00100000"
          + "03 0001 01"
          + "04 0000"
          + "05 0008 0123456789abcdef"
          + "06 0004 70616765"
          + "00 0003 000000";

  @TempDir private Path directory = Path.of("");

  /** Returns what tshark says of each packet, all of them on ports of their own. */
  private List<String> dissect(List<String> packets, String... fields) throws Exception {
    Path file = directory.resolve("a.pcapng");
    try (CaptureRig rig = CaptureRig.begun(file, CaptureRig.SETTINGS)) {
      int port = 40_000;
      for (String packet : packets) {
        rig.received(bytes(packet), CaptureRig.address("192.0.2.2", port++), CaptureRig.SERVER);
      }
    }
    return new Tshark(DISSECTOR).fields(file, fields);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void showsHeaderAndPayload() throws Exception {
    assertEquals(
        List.of(
            "4294967295;0;0x00000000;0;1;0;0;4294967295 0 SYN;",
            "100;12346;0x00000000;1;1;0;0;100 12346 ACK SYN;",
            "101;12347;0x00000000;1;0;0;3;101 12347 ACK Len=3;",
            "1125;12349;0x00000000;0;0;1;1;1125 12349 FIN Len=1;",
            "12349;1130;0x00000000;1;0;1;0;12349 1130 ACK FIN;"),
        dissect(
            List.of(
                "ffffffff 00000000 00000002",
                "00000064 0000303a 00000006",
                "00000065 0000303b 00000004 414e01",
                "00000465 0000303d 00000001 00",
                "0000303d 0000046a 00000005"),
            "anon.seq",
            "anon.ack",
            "anon.reserved",
            "anon.flags.ack",
            "anon.flags.syn",
            "anon.flags.fin",
            "anon.payload_len",
            "_ws.col.Info",
            "_ws.expert.message"));
  }

  @Test
  void showsEveryOption() throws Exception {
    assertEquals(
        List.of("1,2,3,4,5,6,0;1200;1048576;1;0x0123456789abcdef;page;000000;1;"),
        dissect(
            List.of(OFFER + LONGEST),
            "anon.option.type",
            "anon.option.block_size",
            "anon.option.window",
            "anon.option.checksum",
            "anon.option.tag",
            "anon.option.service",
            "anon.option.pad",
            "anon.options.version",
            "_ws.expert.message"));
  }

  @Test
  void saysWhatIsWrongWithOptions() throws Exception {
    assertEquals(
        List.of(
            "Unknown option, to be skipped",
            "Option is given twice",
            "Option's value is out of range",
            "Option of the wrong length",
            "Option runs beyond the end of the datagram",
            "Option runs beyond the end of the datagram",
            "Unknown version of the options block",
            "Reserved byte is not zero",
            "Padding is not zero",
            "Option's value is out of range",
            ""),
        dissect(
            List.of(
                OFFER + "2a 0002 0102",
                OFFER + "01 0002 04b0 01 0002 04b0",
                OFFER + "03 0001 02",
                OFFER + "02 0002 0000",
                OFFER + "06 0005 70616765",
                OFFER + "01 00",
                SYN + "414e 02 00 ffff",
                SYN + "414e 01 01",
                OFFER + "00 0001 01",
                OFFER + "01 0002 0000",
                OFFER),
            "_ws.expert.message"));
  }

  @Test
  void leavesAloneWhatIsNoPacket() throws Exception {
    assertEquals(
        List.of("data", "data", "data", "data", "data", "data"),
        dissect(
                List.of(
                    "00003039 00000000 000000",
                    "00003039 00000000 00000000",
                    "00003039 00000000 00000003",
                    "00003039 00000000 0000000a",
                    "00003039 00000001 00000002",
                    SYN + "474554"),
                "_ws.col.Protocol")
            .stream()
            .map(protocol -> protocol.equals("UDP") ? "data" : protocol)
            .toList());
  }

  @Test
  void saysWhatIsMalformedOnAPortOfThePreferences() throws Exception {
    Path file = directory.resolve("a.pcapng");
    try (CaptureRig rig = CaptureRig.begun(file, CaptureRig.SETTINGS)) {
      for (String packet :
          List.of(
              "00", "00003039 00000000 00000007", "00003039 00000000 80000002", SYN + "474554")) {
        rig.received(bytes(packet));
      }
    }
    assertEquals(
        List.of(
            "malformed: 1 bytes;Shorter than the header of 12 bytes",
            "malformed: 12345 0 ACK SYN FIN;Illegal combination of flags",
            "malformed: 12345 0 SYN;Bits that must be zero are set",
            "12345 0 SYN Len=3;Payload of a SYN that is no options block"),
        new Tshark(DISSECTOR)
            .withPreference("anon.ports:9000")
            .fields(file, "_ws.col.Info", "_ws.expert.message"));
  }
}

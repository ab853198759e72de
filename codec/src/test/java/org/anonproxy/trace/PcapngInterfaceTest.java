package org.anonproxy.trace;

import static org.anonproxy.trace.HandmadeCapture.BIG_SECTION;
import static org.anonproxy.trace.HandmadeCapture.IPV4;
import static org.anonproxy.trace.HandmadeCapture.block;
import static org.anonproxy.trace.HandmadeCapture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads pcapng files whose interfaces say different things of their packets. */
class PcapngInterfaceTest {
  private static final String SNAP_ANY = "00650000 00000000 ";

  private static List<String> packetOf(String interfaceBody, String ticks) throws IOException {
    return read(
        BIG_SECTION
            + block(1, interfaceBody)
            + block(6, "00000000" + ticks + "0000001e 0000001e" + IPV4 + "0000"));
  }

  private static List<String> at(String epochNanos) {
    return List.of(epochNanos + " 1 /127.0.0.2:2 hi");
  }

  /** The last three count finer than anything can, so that every stamp is the first of them. */
  @ParameterizedTest
  @CsvSource({
    "00, 00000000 00000002, 2000000000",
    "03, 00000000 00000002, 2000000",
    "06, 00000001 00000002, 4294967298000",
    "09, 18ba0f5e 5a3c5c07, 1781753500493700103",
    "0c, 00000000 00001388, 5",
    "80, 00000000 00000003, 3000000000",
    "8a, 00000000 00000600, 1500000000",
    "a0, 00000001 80000000, 1500000000",
    "1c, ffffffff ffffffff, 0",
    "7f, ffffffff ffffffff, 0",
    "c0, ffffffff ffffffff, 0",
  })
  void countsStampsInTheResolutionOfTheInterface(String resolution, String ticks, String nanos)
      throws IOException {
    String option = "0009 0001 " + resolution + "000000 0000 0000";
    assertEquals(at(nanos), packetOf(SNAP_ANY + option, ticks));
  }

  @Test
  void addsTheOffsetOfTheInterface() throws IOException {
    String comment = "0001 0003 61626300 ";
    String offset = "000e 0008 00000000 0000000a ";
    assertEquals(
        at("10000001000"), packetOf(SNAP_ANY + comment + offset + "00000000", "00000000 00000001"));
  }

  @ParameterizedTest
  @CsvSource({
    "0009 0000",
    "0009 ffff 09000000",
    "000e 0004 0000000a",
    "0000 0000 0009 0001 09000000",
  })
  void staysWithMicrosecondsWhereAnOptionIsMalformedOrBehindTheEnd(String options)
      throws IOException {
    assertEquals(at("1000"), packetOf(SNAP_ANY + options, "00000000 00000001"));
  }

  @Test
  void cutsSimplePacketsAtTheSnapLengthOfTheInterface() throws IOException {
    assertEquals(
        List.of("0 1 /127.0.0.2:2 h"),
        read(BIG_SECTION + block(1, "00650000 0000001d") + block(3, "0000001e" + IPV4 + "0000")));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 00650000",
    "6, 00000000 00000000 00000000 0000001e",
    "6, 00000000 00000000 00000000 00000015 00000015 45000000",
    "3, ''",
  })
  void refusesBlocksThatAreShorterThanWhatIsInThem(int type, String body) {
    String capture = BIG_SECTION + block(1, SNAP_ANY) + block(type, body);
    CaptureFormatException refusal =
        assertThrows(CaptureFormatException.class, () -> read(capture));
    assertEquals("a block is shorter than what is in it", refusal.getMessage());
  }

  @Test
  void refusesMoreInterfacesThanAnyMachineHas() throws IOException {
    String full = BIG_SECTION + block(1, SNAP_ANY).repeat(4096);
    assertEquals(List.of(), read(full));
    CaptureFormatException refusal =
        assertThrows(CaptureFormatException.class, () -> read(full + block(1, SNAP_ANY)));
    assertTrue(String.valueOf(refusal.getMessage()).contains("4096"), refusal.getMessage());
  }
}

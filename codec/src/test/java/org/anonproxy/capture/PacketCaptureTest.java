package org.anonproxy.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketCaptureTest {
  @TempDir private Path directory = Path.of("");

  private static byte[] text(String text) {
    return text.getBytes(US_ASCII);
  }

  @Test
  void hasTimeDirectionAndAddressesOfEveryDatagram() throws IOException {
    Path file = directory.resolve("a.pcapng");
    try (CaptureRig rig = CaptureRig.begun(file, CaptureRig.SETTINGS)) {
      rig.received(text("ping"));
      rig.ticker.advance(1, TimeUnit.NANOSECONDS);
      rig.sent(text("pong"));
      rig.ticker.advance(2, TimeUnit.HOURS);
      rig.received(new byte[0]);
    }
    assertEquals(
        List.of(
            "/192.0.2.2:40000 > /192.0.2.1:9000 2026-11-21T10:36:31.000000007Z 4 ping",
            "/192.0.2.1:9000 > /192.0.2.2:40000 2026-11-21T10:36:31.000000008Z 4 pong",
            "/192.0.2.2:40000 > /192.0.2.1:9000 2026-11-21T12:36:31.000000008Z 0 "),
        CaptureRig.read(file));
    assertEquals(List.of(1, 2, 1), WrittenBlocks.read(file).flags(), "inbound, outbound, inbound");
  }

  @Test
  void splitsBurstsIntoTheDatagramsThatTravel() throws IOException {
    Path file = directory.resolve("a.pcapng");
    try (CaptureRig rig = CaptureRig.begun(file, CaptureRig.SETTINGS)) {
      rig.sent(
          new SegmentedDatagramPacket(
              Unpooled.wrappedBuffer(text("-onetwosix4")).skipBytes(1),
              3,
              CaptureRig.CLIENT,
              CaptureRig.SERVER));
    }
    String ends = "/192.0.2.1:9000 > /192.0.2.2:40000 2026-11-21T10:36:31.000000007Z ";
    assertEquals(
        List.of(ends + "3 one", ends + "3 two", ends + "3 six", ends + "1 4"),
        CaptureRig.read(file));
  }

  @Test
  void notesTheTrueLengthOfWhatIsTooLongToKeep() throws IOException {
    Path file = directory.resolve("a.pcapng");
    CaptureSettings settings = new CaptureSettings(128 << 10, 1, 16, 5);
    try (CaptureRig rig = CaptureRig.begun(file, settings)) {
      rig.sent(text("abcdefghij"));
    }
    assertEquals(
        List.of("/192.0.2.1:9000 > /192.0.2.2:40000 2026-11-21T10:36:31.000000007Z 10 abcde"),
        CaptureRig.read(file));
  }

  @Test
  void setsFullFilesAsideAndDeletesTheOldest() throws IOException {
    Path file = directory.resolve("a.pcapng");
    CaptureSettings settings = CaptureRig.SETTINGS.withFiles(CaptureSettings.MIN_FILE_BYTES, 3);
    try (CaptureRig rig = CaptureRig.begun(file, settings)) {
      for (int i = 0; i < 1000; i++) {
        rig.sent(text(String.format("%04d", i).repeat(128)));
      }
      await().until(() -> rig.capture.writtenDatagrams() == 1000);
    }
    List<Path> files = files();
    assertEquals(3, files.size(), files.toString());
    assertTrue(files.get(0).toString().matches(".*/a_00003_\\d{14}\\.pcapng"), files.toString());
    assertTrue(files.get(1).toString().matches(".*/a_00004_\\d{14}\\.pcapng"), files.toString());
    assertEquals(file, files.get(2), "sorted by time, which is by name, and last the one in use");
    int next = 1000;
    for (int i = 2; i >= 0; i--) {
      assertTrue(
          Files.size(files.get(i)) <= CaptureSettings.MIN_FILE_BYTES, files.get(i).toString());
      List<String> datagrams = CaptureRig.read(files.get(i));
      next -= datagrams.size();
      assertTrue(datagrams.get(0).contains(String.format(" 512 %04d", next)), datagrams.get(0));
    }
  }

  @Test
  void keepsWhatAnEarlierRunLeft() throws IOException {
    Path file = directory.resolve("a.pcapng");
    for (String run : List.of("first", "second", "third")) {
      try (CaptureRig rig = CaptureRig.begun(file, CaptureRig.SETTINGS.withFiles(1 << 20, 2))) {
        rig.sent(text(run));
      }
    }
    List<String> found = new ArrayList<>();
    for (Path each : files()) {
      found.addAll(CaptureRig.read(each));
    }
    assertEquals(2, found.size(), found.toString());
    assertTrue(
        found.get(0).endsWith(" second") && found.get(1).endsWith(" third"), found.toString());
  }

  @Test
  void countsWhatTheFullQueueRefusedWhereItIsMissing() throws IOException {
    Path file = directory.resolve("a.pcapng");
    try (CaptureRig rig = new CaptureRig(file, CaptureRig.SETTINGS.withQueue(4))) {
      for (int i = 0; i < 7; i++) {
        rig.capture.add(true, CaptureRig.SERVER, CaptureRig.CLIENT, Unpooled.EMPTY_BUFFER, 0, 0);
      }
      rig.begin();
      await().until(() -> rig.capture.writtenDatagrams() == 4);
      assertEquals(3, rig.capture.lostDatagrams());
    }
    assertEquals(4, CaptureRig.read(file).size());
    WrittenBlocks blocks = WrittenBlocks.read(file);
    assertEquals(7, blocks.seenDatagrams());
    assertEquals(3, blocks.lostDatagrams());
    assertEquals(List.of(3L, 0L, 0L, 0L), blocks.dropCounts());
  }

  @Test
  void pausesWhileNothingCanBeWrittenAndGoesOnAfterwards() throws IOException {
    Path gone = directory.resolve("disk");
    Path file = Files.createDirectory(gone).resolve("a.pcapng");
    CaptureSettings settings = CaptureRig.SETTINGS.withFiles(CaptureSettings.MIN_FILE_BYTES, 1);
    try (CaptureRig rig = CaptureRig.begun(file, settings)) {
      Files.delete(file);
      Files.delete(gone);
      for (int i = 0; i < 300; i++) {
        rig.sent(new byte[512]); // more than a file takes, so that the next is to be begun
      }
      await().until(() -> rig.reports.equals(List.of("paused")));
      await().until(() -> rig.capture.lostDatagrams() + rig.capture.writtenDatagrams() == 300);
      long lost = rig.capture.lostDatagrams();

      Files.createDirectory(gone);
      rig.sent(text("too early"));
      await().until(() -> rig.capture.lostDatagrams() == lost + 1);
      rig.ticker.advance(10, TimeUnit.SECONDS);
      rig.sent(text("in time"));

      await().until(() -> rig.reports.size() == 2);
      assertEquals("resumed without " + (lost + 1), rig.reports.get(1));
    }
    assertEquals(
        List.of("/192.0.2.1:9000 > /192.0.2.2:40000 2026-11-21T10:36:31.000000007Z 7 in time"),
        CaptureRig.read(file));
  }

  @Test
  void leavesEverythingAsItWasWhenItNeverBegan() throws IOException {
    Path fresh = directory.resolve("fresh.pcapng");
    PacketCapture.claim(fresh, CaptureRig.SETTINGS).close();
    assertFalse(Files.exists(fresh));

    Path used = directory.resolve("used.pcapng");
    CaptureRig.begun(used, CaptureRig.SETTINGS).close();
    byte[] before = Files.readAllBytes(used);
    PacketCapture.claim(used, CaptureRig.SETTINGS).close();
    assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(Files.readAllBytes(used)));
  }

  @Test
  void refusesWhatIsNoCaptureOfItsOwn() throws IOException {
    Path page = Files.writeString(directory.resolve("page.html"), "<html>");
    assertEquals(
        "cannot write the capture "
            + page
            + ": it is something else than a capture; name another file",
        refusal(page));
    assertEquals("<html>", Files.readString(page));
    assertEquals(
        "cannot write the capture " + directory + ": it is a directory; name a file in it",
        refusal(directory));
    Path nowhere = directory.resolve("no/a.pcapng");
    assertEquals(
        "cannot write the capture " + nowhere + ": its directory does not exist; create it first",
        refusal(nowhere));
    Path taken = directory.resolve("taken.pcapng");
    try (CaptureRig rig = CaptureRig.begun(taken, CaptureRig.SETTINGS)) {
      assertEquals(
          "cannot write the capture "
              + taken
              + ": another capture of this program writes it; name another file",
          refusal(taken));
      rig.sent(text("still written"));
    }
    assertEquals(1, CaptureRig.read(taken).size());
    assertEquals(List.of(page, taken), files());
  }

  @Test
  void refusesWhatOnlyBeginsLikeACaptureButTakesAnEmptyFile() throws IOException {
    Path tooShort = Files.write(directory.resolve("short"), new byte[] {0x0A, 0x0D, 0x0D});
    assertEquals(
        "cannot write the capture "
            + tooShort
            + ": it is something else than a capture; name another file",
        refusal(tooShort));
    Path inAFile = tooShort.resolve("a.pcapng");
    assertEquals("cannot write the capture " + inAFile + ": Not a directory", refusal(inAFile));
    Path device = Path.of("/dev/null");
    assertEquals(
        "cannot write the capture " + device + ": it is no ordinary file; name a file",
        refusal(device));
    Path empty = Files.createFile(directory.resolve("empty"));
    CaptureRig.begun(empty, CaptureRig.SETTINGS).close();
    assertEquals(List.of(), CaptureRig.read(empty));
  }

  @Test
  void countsWhatComesAfterTheEndAsLost() throws IOException {
    Path file = directory.resolve("a.pcapng");
    CaptureRig rig = CaptureRig.begun(file, CaptureRig.SETTINGS);
    rig.sent(text("in time"));
    rig.capture.close();
    rig.sent(text("late"));
    rig.close();
    assertEquals(1, rig.capture.writtenDatagrams());
    assertEquals(1, rig.capture.lostDatagrams());
    assertEquals(1, CaptureRig.read(file).size());
  }

  @Test
  void beginsOnceAndNotAfterItsEnd() throws IOException {
    CaptureRig rig = new CaptureRig(directory.resolve("a.pcapng"), CaptureRig.SETTINGS);
    assertEquals(0, rig.capture.writtenDatagrams());
    rig.begin();
    assertThrows(IllegalStateException.class, rig::begin);
    rig.close();
    PacketCapture closed = PacketCapture.claim(directory.resolve("b.pcapng"), CaptureRig.SETTINGS);
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.begin(CaptureRig.SOURCE, rig));
  }

  @ParameterizedTest
  @CsvSource({
    "131071, 1, 1, 1",
    "131072, 0, 1, 1",
    "131072, 10001, 1, 1",
    "131072, 1, 0, 1",
    "131072, 1, 1, 0",
    "131072, 1, 1, 65536",
  })
  void refusesSettingsOutOfBounds(long fileBytes, int files, int queued, int snapLengthBytes) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new CaptureSettings(fileBytes, files, queued, snapLengthBytes));
  }

  @Test
  void keepsEachFileWithinTheLeastSizeForTheLongestDatagrams() throws IOException {
    Path file = directory.resolve("a.pcapng");
    CaptureSettings settings =
        new CaptureSettings(CaptureSettings.MIN_FILE_BYTES, CaptureSettings.MAX_FILES, 4, 0xFFFF);
    byte[] longest = new byte[65_507];
    try (CaptureRig rig = CaptureRig.begun(file, settings)) {
      for (int i = 1; i <= 3; i++) {
        rig.sent(longest);
        int sent = i;
        await().until(() -> rig.capture.writtenDatagrams() == sent);
      }
    }
    assertEquals(3, files().size(), files().toString());
    for (Path each : files()) {
      assertTrue(Files.size(each) <= CaptureSettings.MIN_FILE_BYTES, each.toString());
      assertEquals(1, CaptureRig.read(each).size());
    }
  }

  private static String refusal(Path file) {
    return String.valueOf(
        assertThrows(IOException.class, () -> PacketCapture.claim(file, CaptureRig.SETTINGS))
            .getMessage());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .sorted(Comparator.comparing(path -> path.toString().replace("a.p", "a~.p")))
          .toList();
    }
  }
}

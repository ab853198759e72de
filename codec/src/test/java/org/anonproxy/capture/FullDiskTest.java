package org.anonproxy.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Captures to a disk of 64 blocks, of which others take what the capture has not. */
class FullDiskTest {
  private static final int BLOCK_BYTES = 4096;
  private static final int BLOCKS = 64;

  /** A datagram of more than a block is kept whole. */
  private static final CaptureSettings SETTINGS = new CaptureSettings(128 << 10, 2, 64, 8 << 10);

  /** Does not fit into what the file's only block has left; everything short does. */
  private static final byte[] LONG = new byte[2 * BLOCK_BYTES];

  private final FileSystem disk =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setBlockSize(BLOCK_BYTES)
              .setMaxSize(BLOCKS * BLOCK_BYTES)
              .build());
  private final Path file = disk.getPath("/work/a.pcapng");
  private final Path filler = disk.getPath("/work/filler");

  @AfterEach
  void unmount() throws IOException {
    disk.close();
  }

  private void fill(int blocks) throws IOException {
    Files.write(filler, new byte[blocks * BLOCK_BYTES]);
  }

  private CaptureRig pausedByALongDatagram() throws IOException {
    CaptureRig rig = CaptureRig.begun(file, SETTINGS);
    fill(BLOCKS - 1);
    rig.sent(LONG);
    await().until(() -> rig.reports.equals(List.of("paused")));
    return rig;
  }

  @Test
  void goesOnWhenThereIsRoomAgain() throws IOException {
    try (CaptureRig rig = pausedByALongDatagram()) {
      assertEquals(1, rig.capture.lostDatagrams());
      rig.ticker.advance(10, TimeUnit.SECONDS);
      rig.sent(LONG);
      await().until(() -> rig.capture.lostDatagrams() == 2);

      Files.delete(filler);
      rig.ticker.advance(10, TimeUnit.SECONDS);
      rig.sent("in time".getBytes(US_ASCII));

      await().until(() -> rig.capture.writtenDatagrams() == 1);
      assertEquals(List.of("paused", "resumed without 2"), rig.reports);
    }
    assertEquals(
        List.of("/192.0.2.1:9000 > /192.0.2.2:40000 2026-11-21T10:36:51.000000007Z 7 in time"),
        CaptureRig.read(file));
    WrittenBlocks blocks = WrittenBlocks.read(file);
    assertEquals(List.of(2L), blocks.dropCounts());
    assertEquals(3, blocks.seenDatagrams());
    assertEquals(2, blocks.lostDatagrams());
  }

  @Test
  void doesNotSayThatItGoesOnWhenOnlyTheEndOfTheFileFits() throws IOException {
    CaptureRig rig = pausedByALongDatagram();
    rig.close();
    assertEquals(List.of("paused"), rig.reports);
    assertEquals(1, WrittenBlocks.read(file).lostDatagrams(), "the end of the file did fit");
  }

  @Test
  void leavesNoHalfABlockWhenAFileCannotBegin() throws IOException {
    fill(BLOCKS);
    PacketCapture capture = PacketCapture.claim(file, SETTINGS);
    IOException refusal =
        assertThrows(
            IOException.class, () -> capture.begin(CaptureRig.SOURCE, new CaptureRig.NoReports()));
    assertEquals("out of disk space", refusal.getMessage());
    capture.close();
    assertEquals(0, Files.size(file));
  }
}

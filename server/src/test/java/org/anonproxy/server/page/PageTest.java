package org.anonproxy.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.ReadOnlyBufferException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Shares one buffer among many readers. */
final class PageTest {
  private final ByteBuf buffer = Unpooled.directBuffer().writeBytes(new byte[] {1, 2, 3});
  private final Page page =
      new Page(buffer, new PageMetadata(URI.create("http://a/"), null, null, null, Instant.EPOCH));

  @Test
  void freesItsMemoryWithTheLastReference() {
    assertEquals(page, page.retain());
    assertFalse(page.release());
    assertEquals(1, buffer.refCnt());
    assertTrue(page.touch().release());
    assertEquals(0, buffer.refCnt());
  }

  @Test
  void livesOnInASliceThatWasRetained() {
    ByteBuf block = page.content().retainedSlice(1, 2);
    assertTrue(page.release());
    assertEquals(2, block.readByte());
    assertTrue(block.release());
    assertEquals(0, buffer.refCnt());
  }

  @Test
  void givesEachReaderIndicesOfItsOwnAndNoRightToWrite() {
    page.content().skipBytes(2);
    assertEquals(3, page.content().readableBytes());
    assertEquals(3, page.lengthBytes());
    assertThrows(ReadOnlyBufferException.class, () -> page.content().setByte(0, 9));
    page.release();
  }
}

package org.anonproxy.server.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tells versions apart as the soak does. */
final class PageVersionTest {
  private static final int VERSIONS = 3000;

  @Test
  void knowsEveryVersionByItsBytes() {
    for (int number = 1; number <= VERSIONS; number++) {
      assertEquals(number, PageVersion.numberOf(PageVersion.content(number)));
    }
  }

  @Test
  void takesTheBeginningOfOneAndTheRestOfAnotherForNone() {
    List<byte[]> large =
        IntStream.rangeClosed(1, VERSIONS)
            .mapToObj(PageVersion::content)
            .filter(page -> page.length >= 1024)
            .limit(2)
            .toList();
    byte[] mixed = large.get(0);
    System.arraycopy(large.get(1), 512, mixed, 512, 512);
    assertEquals(PageVersion.NONE, PageVersion.numberOf(mixed));
  }

  @Test
  void takesAVersionWithAByteMoreOrLessForNone() {
    for (int number = 1; number < 10; number++) {
      byte[] page = PageVersion.content(number);
      assertEquals(PageVersion.NONE, PageVersion.numberOf(Arrays.copyOf(page, page.length - 1)));
      assertEquals(PageVersion.NONE, PageVersion.numberOf(Arrays.copyOf(page, page.length + 1)));
    }
  }
}

package org.anonproxy.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.anonproxy.testing.JsonText;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JsonWriterTest {
  @Test
  void escapesWhateverAStringMayHold() {
    StringBuilder all = new StringBuilder("\u2028\u2029\uD83D\uDE00\uD800end");
    for (char character = 0; character < 0x180; character++) {
      all.append(character);
    }
    String text = new JsonWriter().member(all.toString(), all.toString()).finish();
    assertEquals(all.toString(), JsonText.parse(text).get(all.toString()));
    assertFalse(text.chars().anyMatch(unit -> unit != '\n' && Character.isISOControl(unit)));
  }

  @Test
  void writesNumbersInFull() {
    Map<String, @Nullable Object> read =
        JsonText.parse(
            new JsonWriter()
                .member("long", Long.MAX_VALUE)
                .member("large", 1.5e20)
                .member("small", 0.0000014)
                .member("zero", 0.0)
                .member("none", Double.NaN)
                .member("infinite", Double.POSITIVE_INFINITY)
                .finish());
    assertEquals((double) Long.MAX_VALUE, read.get("long"));
    assertEquals(1.5e20, read.get("large"));
    assertEquals(0.000001, read.get("small"));
    assertEquals(0.0, read.get("zero"));
    assertNull(read.get("none"));
    assertNull(read.get("infinite"));
  }

  @Test
  void nestsArrays() {
    Map<String, @Nullable Object> read =
        JsonText.parse(
            new JsonWriter()
                .member("numbers", new double[] {1, -2.5, Double.NaN})
                .beginArray("objects")
                .beginObject()
                .member("a", 1)
                .endObject()
                .beginObject()
                .endObject()
                .endArray()
                .beginArray("none")
                .endArray()
                .member("last", true)
                .finish());
    assertEquals(Arrays.asList(1.0, -2.5, null), read.get("numbers"));
    assertEquals(List.of(Map.of("a", 1.0), Map.of()), read.get("objects"));
    assertEquals(List.of(), read.get("none"));
    assertEquals(true, read.get("last"));
  }
}

package org.anonproxy.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads metrics in Prometheus's text format, version 0.0.4, as strictly as its own linter does:
 * help and type before the samples, one block per metric, no series twice, names and units by the
 * conventions, and histograms that add up.
 */
final class Exposition {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"\\\\\\n]*)\"(?:,|$)");
  private static final Set<String> OTHER_UNITS =
      Set.of("milliseconds", "minutes", "kilobytes", "megabytes", "percent");

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private @Nullable String family;
  private @Nullable String help;

  private Exposition() {}

  /** Reads {@code text}; fails on the first thing that is wrong. */
  static Exposition of(String text) {
    assertTrue(text.endsWith("\n"), "the last line is not ended");
    Exposition exposition = new Exposition();
    text.lines().forEach(exposition::line);
    exposition.types.forEach(exposition::checkFamily);
    return exposition;
  }

  private void line(String line) {
    if (line.startsWith("# HELP ")) {
      String[] words = line.split(" ", 4);
      assertFalse(words[3].isBlank(), line);
      help = words[2];
    } else if (line.startsWith("# TYPE ")) {
      String[] words = line.split(" ", 4);
      assertEquals(words[2], help, "no help before " + line);
      assertEquals(null, types.put(words[2], words[3]), "twice: " + line);
      assertTrue(List.of("counter", "gauge", "histogram").contains(words[3]), line);
      family = words[2];
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    assertTrue(matcher.matches(), line);
    String name = matcher.group(1);
    String type = types.get(family);
    assertNotNull(type, "no type before " + line);
    assertTrue(
        name.equals(family)
            || (type.equals("histogram")
                && Set.of(family + "_bucket", family + "_sum", family + "_count").contains(name)),
        () -> line + " does not belong to " + family);
    checkLabels(matcher.group(2), line);
    double value = Double.parseDouble(matcher.group(3).replace("+Inf", "Infinity"));
    assertTrue(Double.isFinite(value), line);
    assertTrue(type.equals("gauge") || value >= 0, line);
    String series = line.substring(0, line.lastIndexOf(' '));
    assertEquals(null, samples.put(series, value), "twice: " + series);
  }

  private static void checkLabels(@Nullable String labels, String line) {
    if (labels == null) {
      return;
    }
    Matcher label = LABEL.matcher(labels);
    Set<String> names = new HashSet<>();
    int end = 0;
    while (label.find()) {
      assertEquals(end, label.start(), line);
      assertTrue(names.add(label.group(1)), line);
      end = label.end();
    }
    assertEquals(labels.length(), end, line);
  }

  private void checkFamily(String name, String type) {
    assertTrue(NAME.matcher(name).matches(), name);
    assertTrue(
        name.startsWith("anonproxy_") || name.startsWith("jvm_") || name.startsWith("process_"),
        name);
    assertEquals(type.equals("counter"), name.endsWith("_total"), name + " is a " + type);
    OTHER_UNITS.forEach(unit -> assertFalse(name.contains(unit), name));
    if (type.equals("histogram")) {
      checkHistogram(name);
    }
  }

  private void checkHistogram(String name) {
    double before = 0;
    double bound = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Double> sample : samples.entrySet()) {
      if (sample.getKey().startsWith(name + "_bucket{le=\"")) {
        String text = sample.getKey().replaceAll(".*le=\"([^\"]*)\".*", "$1");
        double next = Double.parseDouble(text.replace("+Inf", "Infinity"));
        assertTrue(next > bound, sample::toString);
        assertTrue(sample.getValue() >= before, sample::toString);
        bound = next;
        before = sample.getValue();
      }
    }
    assertEquals(Double.POSITIVE_INFINITY, bound, name);
    assertEquals(before, value(name + "_count"), name);
    assertTrue(samples.containsKey(name + "_sum"), name);
  }

  /** Returns the value of a series, such as {@code up{job="a"}}. */
  double value(String series) {
    Double value = samples.get(series);
    assertNotNull(value, () -> "no " + series + " in " + samples.keySet());
    return value;
  }

  /** Returns every series and its value. */
  Map<String, Double> samples() {
    return samples;
  }

  /** Returns every metric and its type. */
  Map<String, String> types() {
    return types;
  }
}

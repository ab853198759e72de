package org.anonproxy.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the files that a capture has set aside, of this run and of earlier ones, under the names
 * that dumpcap gives them, and deletes the oldest: beside {@code server.pcapng} stands {@code
 * server_00001_20261121103631.pcapng}, which has a number and the time, in UTC, of its last packet.
 */
final class OlderCaptures {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path file;
  private final int maxKept;
  private final String base;
  private final String extension;
  private final Pattern name;

  private record Kept(Path path, long number) {}

  OlderCaptures(Path file, int maxKept) {
    this.file = file;
    this.maxKept = maxKept;
    String fileName = String.valueOf(file.getFileName());
    int dot = fileName.lastIndexOf('.');
    base = dot <= 0 ? fileName : fileName.substring(0, dot);
    extension = dot <= 0 ? "" : fileName.substring(dot);
    name = Pattern.compile(Pattern.quote(base) + "_(\\d{5,9})_\\d{14}" + Pattern.quote(extension));
  }

  /** Sets the file aside, unless nothing is in it, and deletes what is too much. */
  void add() throws IOException {
    List<Kept> kept = list();
    boolean adds = maxKept > 0 && Files.exists(file) && Files.size(file) > 0;
    if (adds) {
      long number = kept.isEmpty() ? 1 : kept.get(kept.size() - 1).number() + 1;
      Files.move(file, file.resolveSibling(name(number, lastModified())));
    }
    int surplus = kept.size() + (adds ? 1 : 0) - maxKept;
    for (Kept oldest : kept.subList(0, Math.max(0, Math.min(surplus, kept.size())))) {
      Files.deleteIfExists(oldest.path());
    }
  }

  private String name(long number, Instant time) {
    return base + String.format(Locale.ROOT, "_%05d_", number) + STAMP.format(time) + extension;
  }

  private Instant lastModified() throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  private List<Kept> list() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.flatMap(this::kept).sorted(Comparator.comparingLong(Kept::number)).toList();
    }
  }

  private Stream<Kept> kept(Path path) {
    Matcher matcher = name.matcher(String.valueOf(path.getFileName()));
    return matcher.matches()
        ? Stream.of(new Kept(path, Long.parseLong(matcher.group(1))))
        : Stream.empty();
  }
}

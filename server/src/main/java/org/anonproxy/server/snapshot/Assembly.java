package org.anonproxy.server.snapshot;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.anonproxy.server.page.Referrer;

/**
 * Puts together what was gathered, from the inside out, as far as there is room. For one thread,
 * after the gathering.
 */
final class Assembly {
  private static final int AROUND_CONTENT_BYTES = 64;

  private final Gathering gathering;
  private final Room room;
  private final Shortfall shortfall;
  private int referencesLeft;

  /** What was written already: the same for each place that refers to it. */
  private final Map<Gathering.Load, Map<Kind, String>> written = new HashMap<>();

  /** What is being written: a sheet that imports itself, or a page that frames itself. */
  private final Set<Gathering.Load> open = new HashSet<>();

  Assembly(Gathering gathering, Room room, int maxReferences, Shortfall shortfall) {
    this.referencesLeft = maxReferences;
    this.gathering = gathering;
    this.room = room;
    this.shortfall = shortfall;
  }

  /** Returns what answers the references that stand in what came from there. */
  Embedder of(Referrer from) {
    return reference -> embed(reference, from);
  }

  private String embed(Reference reference, Referrer from) {
    String empty = reference.kind().empty();
    if (referencesLeft == 0) {
      return empty; // Counted in the gathering.
    }
    referencesLeft--;
    Gathering.Load load = gathering.find(reference, from);
    Resource resource = load == null ? null : load.resource();
    if (load == null || resource == null || open.contains(load)) {
      return empty; // Counted when it did not come; a circle is none of anybody's loss.
    }
    if (!Integrity.isKept(reference.integrity(), resource.content())) {
      shortfall.count(Shortfall.Reason.UNFIT);
      return empty;
    }
    Map<Kind, String> forms = written.computeIfAbsent(load, l -> new EnumMap<>(Kind.class));
    String known = forms.get(reference.kind());
    if (known != null) {
      return taken(known, known.length(), empty);
    }
    String uri = write(reference, load, resource);
    forms.put(reference.kind(), uri);
    return uri;
  }

  private String write(Reference reference, Gathering.Load load, Resource resource) {
    String empty = reference.kind().empty();
    // Asked before anything is written, so that what does not fit costs no time either.
    if (!room.has(resource.content().length)) {
      return tooLarge(empty);
    }
    return switch (reference.kind()) {
      case CONTENT -> whole(resource.mediaType(), resource, empty);
      case SCRIPT -> {
        Charset declared = TextDecoding.charsetOf(resource.contentType());
        Charset charset = declared == null ? reference.charset() : declared;
        yield whole("text/javascript;charset=" + charset.name(), resource, empty);
      }
      case SPRITE -> {
        String text = TextDecoding.decode(resource.content(), StandardCharsets.UTF_8);
        yield taken(text, text.length(), empty);
      }
      case STYLE_SHEET -> styleSheet(load, resource, empty);
      case FRAME -> frame(load, resource, empty);
    };
  }

  private String whole(String type, Resource resource, String empty) {
    long uriBytes = resource.content().length * 4L / 3 + type.length() + AROUND_CONTENT_BYTES;
    return room.has(uriBytes)
        ? taken(DataUri.of(type, resource.content()), uriBytes, empty)
        : tooLarge(empty);
  }

  private String styleSheet(Gathering.Load load, Resource resource, String empty) {
    Gathering.Sheet sheet = load.styleSheet();
    if (sheet == null) {
      shortfall.count(Shortfall.Reason.UNFIT);
      return empty;
    }
    BaseUrl base = BaseUrl.of(resource.origin().source());
    return nested(
        load,
        empty,
        () ->
            DataUri.ofText(
                "text/css",
                StyleSheetText.rewrite(
                    sheet.text(), base, sheet.charset(), of(resource.origin()))));
  }

  private String frame(Gathering.Load load, Resource resource, String empty) {
    Markup markup = load.markup();
    if (markup == null) {
      return resource.isHtml() ? tooLarge(empty) : whole(resource.mediaType(), resource, empty);
    }
    return nested(
        load,
        empty,
        () -> {
          markup.visit(of(resource.origin()));
          return DataUri.ofText("text/html", markup.html());
        });
  }

  /** Writes what contains others: they are paid for already, the text around them is not. */
  private String nested(Gathering.Load load, String empty, Supplier<String> writing) {
    long takenBefore = room.takenBytes();
    open.add(load);
    String uri = writing.get();
    open.remove(load);
    long inside = room.takenBytes() - takenBefore;
    String result = taken(uri, Math.max(0, uri.length() - inside), empty);
    if (result.equals(empty)) {
      room.giveBackTo(takenBefore);
    }
    return result;
  }

  private String taken(String uri, long bytes, String empty) {
    return room.take(bytes) ? uri : tooLarge(empty);
  }

  private String tooLarge(String empty) {
    shortfall.count(Shortfall.Reason.TOO_LARGE);
    return empty;
  }
}

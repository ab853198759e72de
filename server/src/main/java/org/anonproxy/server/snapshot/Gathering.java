package org.anonproxy.server.snapshot;

import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.anonproxy.server.page.AddressScope;
import org.anonproxy.server.page.FetchLimits;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.Referrer;
import org.jspecify.annotations.Nullable;

/**
 * Loads all that a document refers to, and what that refers to in turn, each address once, several
 * at a time, until nothing is left or a limit is reached.
 *
 * <p>The loading is done by threads of its own, everything else by the calling one, which alone may
 * use this object.
 */
final class Gathering {
  private static final int MAX_REDIRECTS = 10;
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final SnapshotLimits limits;
  private final boolean withScripts;
  private final ResourceLoader loader;
  private final Shortfall shortfall;
  private final Map<Key, Load> loads = new HashMap<>();
  private final long deadlineNanos;
  private final ExecutorService threads;
  private final CompletionService<Answer> loading;
  private int running;
  private long loadedBytes;
  private int references;

  Gathering(
      SnapshotLimits limits, boolean withScripts, ResourceLoader loader, Shortfall shortfall) {
    this.limits = limits;
    this.withScripts = withScripts;
    this.loader = loader;
    this.shortfall = shortfall;
    this.deadlineNanos = System.nanoTime() + limits.total().toNanos();
    this.threads =
        Executors.newFixedThreadPool(
            limits.connections(),
            work -> {
              Thread thread = new Thread(work, "anonproxy-snapshot-" + THREADS.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.loading = new ExecutorCompletionService<>(threads);
  }

  /**
   * Identifies what is loaded once. What a place may refer to depends on its scope, so that what
   * one got is no answer to another.
   */
  private record Key(URI url, AddressScope from) {}

  /** Is a style sheet's text with what it was decoded by. */
  record Sheet(String text, Charset charset) {}

  /** Is what a loader's thread hands over. */
  private record Answer(Load load, @Nullable Resource resource, String failure) {}

  /** Is one address with what came from it. */
  static final class Load {
    private final Referrer from;
    private final URI url;
    private final int depth;
    private final Set<Kind> expanded = EnumSet.noneOf(Kind.class);
    private final Map<Kind, Charset> wanted = new HashMap<>();
    private boolean answered;
    private @Nullable Resource resource;
    private @Nullable Sheet styleSheet;
    private @Nullable Markup markup;

    private Load(Referrer from, URI url, int depth) {
      this.from = from;
      this.url = url;
      this.depth = depth;
    }

    @Nullable Resource resource() {
      return resource;
    }

    /** Returns the text, if this is one and was wanted for a style sheet. */
    @Nullable Sheet styleSheet() {
      return styleSheet;
    }

    /** Returns the document, if this is one and was wanted for a frame. */
    @Nullable Markup markup() {
      return markup;
    }
  }

  /** Loads all that {@code markup} leads to; returns when that is done or the time is over. */
  void gather(Markup markup, Referrer from) {
    try {
      want(markup, from, 1);
      while (running > 0) {
        // Those that run end by the same time, and say better than this why.
        long restNanos = deadlineNanos - System.nanoTime() + GRACE_NANOS;
        Future<Answer> done = loading.poll(restNanos, TimeUnit.NANOSECONDS);
        if (done == null) {
          break;
        }
        running--;
        complete(done.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a loader failed otherwise than it may", e);
    } finally {
      // What still runs ends by its own deadline, which is not later than this one.
      threads.shutdownNow();
    }
    loads.values().stream()
        .filter(load -> !load.answered)
        .forEach(load -> shortfall.count(Shortfall.Reason.TOO_LATE));
  }

  /** Returns what was loaded for a reference from there; null if nothing was. */
  @Nullable Load find(Reference reference, Referrer from) {
    URI url = reference.url();
    return url == null ? null : loads.get(new Key(url, from.scope()));
  }

  /** Returns how many references were found, equal ones and those beyond the limit included. */
  int references() {
    return references;
  }

  int resources() {
    return (int) loads.values().stream().filter(load -> load.resource != null).count();
  }

  private void want(Markup markup, Referrer from, int depth) {
    List<Reference> found = new ArrayList<>();
    markup.visit(
        reference -> {
          found.add(reference);
          return null;
        });
    // What shapes the page comes first, in case that a limit is reached.
    found.sort(Comparator.comparing(Reference::kind));
    found.forEach(reference -> want(reference, from, depth));
  }

  private void want(Reference reference, Referrer from, int depth) {
    references++;
    boolean late = System.nanoTime() - deadlineNanos > 0;
    if (late || references > limits.maxReferences()) {
      shortfall.count(late ? Shortfall.Reason.TOO_LATE : Shortfall.Reason.TOO_MANY);
      return;
    }
    URI url = reference.url();
    if (url == null) {
      shortfall.count(Shortfall.Reason.UNFIT);
      return;
    }
    Key key = new Key(url, from.scope());
    Load load = loads.get(key);
    if (load == null) {
      if (depth > limits.maxDepth()) {
        shortfall.count(Shortfall.Reason.TOO_DEEP);
        return;
      }
      if (loads.size() == limits.maxResources()) {
        shortfall.count(Shortfall.Reason.TOO_MANY);
        return;
      }
      load = new Load(from, url, depth);
      loads.put(key, load);
      start(load);
    }
    load.wanted.putIfAbsent(reference.kind(), reference.charset());
    expand(load);
  }

  private void start(Load load) {
    // Several at once may go past this together; complete() has the last word.
    long restBytes = Math.max(1, limits.maxLoadedBytes() - loadedBytes);
    int maxBytes = (int) Math.min(limits.maxResourceBytes(), restBytes);
    Future<Answer> unused = loading.submit(() -> run(load, maxBytes));
    running++;
  }

  private Answer run(Load load, int maxBytes) {
    long restNanos = Math.max(deadlineNanos - System.nanoTime(), 1_000_000);
    Duration limit = Duration.ofNanos(Math.min(restNanos, limits.perResource().toNanos()));
    try {
      FetchLimits costs = new FetchLimits(maxBytes, limit, limit, MAX_REDIRECTS);
      return new Answer(load, loader.load(load.from, load.url, costs), "");
    } catch (PageFetchException e) {
      return new Answer(load, null, String.valueOf(e.getMessage()));
    }
  }

  private void complete(Answer answer) {
    Load load = answer.load();
    load.answered = true;
    Resource resource = answer.resource();
    if (resource == null) {
      shortfall.countUnavailable(answer.failure());
    } else if (resource.content().length > limits.maxLoadedBytes() - loadedBytes) {
      shortfall.count(Shortfall.Reason.TOO_LARGE);
    } else {
      loadedBytes += resource.content().length;
      load.resource = resource;
      expand(load);
    }
  }

  /** Looks for further references in what has come, once for each kind that it is taken for. */
  private void expand(Load load) {
    Resource resource = load.resource;
    if (resource == null) {
      return;
    }
    Charset ofSheet = load.wanted.remove(Kind.STYLE_SHEET);
    if (ofSheet != null && load.expanded.add(Kind.STYLE_SHEET) && !resource.isHtml()) {
      Charset charset =
          TextDecoding.charsetOfCss(resource.content(), resource.contentType(), ofSheet);
      String text = TextDecoding.decode(resource.content(), charset);
      load.styleSheet = new Sheet(text, charset);
      StyleSheetText.rewrite(
          text,
          BaseUrl.of(resource.origin().source()),
          charset,
          reference -> {
            want(reference, resource.origin(), load.depth + 1);
            return null;
          });
    }
    boolean frame = load.wanted.remove(Kind.FRAME) != null && load.expanded.add(Kind.FRAME);
    if (frame && resource.isHtml() && resource.content().length <= limits.maxDocumentBytes()) {
      load.markup =
          Markup.parse(
              resource.content(), resource.contentType(), resource.origin().source(), withScripts);
      want(load.markup, resource.origin(), load.depth + 1);
    }
  }
}

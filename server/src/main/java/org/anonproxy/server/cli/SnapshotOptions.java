package org.anonproxy.server.cli;

import org.anonproxy.server.page.PageFetcher;
import org.anonproxy.server.page.PageOrigin;
import org.anonproxy.server.snapshot.SnapshotLimits;
import org.anonproxy.server.snapshot.SnapshotOrigin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Declares the options that make the page self-contained. */
@Command(optionListHeading = "Serving:%n")
final class SnapshotOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--snapshot",
      order = 17,
      description =
          "Make an HTML page self-contained: images, style sheets, fonts, icons, scripts and frames"
              + " are put into it, links are made absolute.")
  private boolean snapshot;

  @Option(names = "--no-js", order = 18, description = "Leave scripts out of the snapshot.")
  private boolean noScripts;

  private @Nullable SnapshotOrigin snapshots;

  /**
   * Checks that the options fit each other.
   *
   * @throws ParameterException if they do not
   */
  void requireSensible() {
    if (noScripts && !snapshot) {
      throw new ParameterException(
          spec.commandLine(),
          "--no-js is for snapshots; give --snapshot, too",
          null,
          spec.findOption("--no-js"),
          null);
    }
  }

  /** Returns what gives the pages that are served: as {@code fetcher} fetches them, or saved. */
  PageOrigin originOf(PageFetcher fetcher) {
    if (!snapshot) {
      return fetcher;
    }
    SnapshotOrigin origin = new SnapshotOrigin(SnapshotLimits.STANDARD, !noScripts, fetcher);
    snapshots = origin;
    return origin;
  }

  /** Has the next look at the page's origin include all that the page refers to. */
  void renew() {
    SnapshotOrigin origin = snapshots;
    if (origin != null) {
      origin.renew();
    }
  }
}

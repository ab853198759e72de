package org.anonproxy.server.cli;

import io.netty.channel.ChannelHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.anonproxy.cli.CaptureOptions;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.ConsoleLogOptions;
import org.anonproxy.cli.FileNames;
import org.anonproxy.cli.ForeignText;
import org.anonproxy.cli.LogField;
import org.anonproxy.cli.PacketLogOption;
import org.anonproxy.cli.StopSignal;
import org.anonproxy.cli.UserException;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.AnonServer;
import org.anonproxy.server.ObserverGroup;
import org.anonproxy.server.PageLog;
import org.anonproxy.server.ServerConfig;
import org.anonproxy.server.SessionEvents;
import org.anonproxy.server.SessionLog;
import org.anonproxy.server.admin.AdminServer;
import org.anonproxy.server.admin.RecordingFigures;
import org.anonproxy.server.page.CachedPage;
import org.anonproxy.server.page.FetchLimits;
import org.anonproxy.server.page.Page;
import org.anonproxy.server.page.PageCache;
import org.anonproxy.server.page.PageFetchException;
import org.anonproxy.server.page.PageFetcher;
import org.anonproxy.server.page.PageMetadata;
import org.anonproxy.server.page.PageRefresher;
import org.anonproxy.server.page.PageSource;
import org.anonproxy.server.page.PageStatus;
import org.anonproxy.server.page.RefreshPolicy;
import org.anonproxy.server.session.SessionObserver;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Downloads a page and serves it until a signal comes. */
@Command(
    name = "anonserver",
    description = "Downloads a web page, keeps it in memory and serves it over UDP.",
    customSynopsis = "anonserver -p PORT -w URL [-l FILE] [OPTION]...",
    exitCodeList = {
      "0:stopped by SIGINT or SIGTERM",
      "1:something on this machine or at the origin of the page is wrong",
      "2:the options are wrong"
    },
    footer = {
      "",
      "Examples:",
      "  anonserver -p 9000 -w https://www.example.com/",
      "  anonserver -p 9000 -w page.html --bind 127.0.0.1 -l packets.log",
      "  anonserver --config /etc/anonproxy/anonserver.conf"
    },
    sortOptions = false)
final class ServerCommand implements Callable<Integer> {
  private static final Logger LOGGER = LogManager.getLogger(ServerCommand.class);
  private static final Marker FETCHED = MarkerManager.getMarker("page-fetched");
  private static final Marker STARTED = MarkerManager.getMarker("started");
  private static final Marker CAPTURE_INCOMPLETE = MarkerManager.getMarker("capture-incomplete");

  @Mixin private final ServerOptions options = new ServerOptions();

  @Mixin private final RefreshOptions refresh = new RefreshOptions();

  @Mixin private final SnapshotOptions snapshot = new SnapshotOptions();

  @Mixin private final DrainOption drain = new DrainOption();

  private final PacketLogOption packetLog = new PacketLogOption();
  @Mixin final CommandSpec packetLogMixin = packetLog.mixin();

  @Mixin private final ConsoleLogOptions consoleLog = new ConsoleLogOptions();

  private final CaptureOptions capture = new CaptureOptions();
  @Mixin final CommandSpec captureMixin = capture.mixin();

  @Mixin private final AdminOptions adminOptions = new AdminOptions();

  private final StopSignal stopSignal;
  private final HangUp hangUp;

  ServerCommand(StopSignal stopSignal, HangUp hangUp) {
    this.stopSignal = stopSignal;
    this.hangUp = hangUp;
  }

  @Override
  public Integer call() throws InterruptedException {
    // Until there is something to serve, nothing needs an orderly end.
    stopSignal.endAtOnce(CommandLineProgram.SUCCESS, capture::giveUp);
    PageSource source = options.pageSource();
    requireOneFileForEach(source);
    RefreshPolicy refreshPolicy = refresh.policy();
    snapshot.requireSensible();
    capture.requireOwnFile(
        packetLog, source instanceof PageSource.LocalFile page ? page.path() : null);
    packetLog.requireWritable();
    capture.claim();
    consoleLog.apply(packetLog.rotation());
    ServerConfig config = options.config();
    // Log and capture are closed last, so that every packet is in them.
    try (PacketLogOption log = packetLog;
        CaptureOptions claimed = capture;
        AdminServer admin = adminOptions.open();
        AnonServer server = bind(config);
        PageCache pages = newCache();
        PageRefresher refresher = serve(server, pages, source, refreshPolicy, claimed)) {
      hangUp.grant(() -> renew(refresher));
      if (admin != null) {
        admin.watch(server, refresher::status, recordings());
      }
      announce(server, refresher.status());
      LogGapReport gaps = new LogGapReport(log::refusedLines, log::waits);
      while (!stopSignal.await(LogGapReport.INTERVAL)) {
        gaps.run();
      }
      // Draining and closing wait for event loops, which may wait for the log.
      log.prepareToClose();
      if (admin != null) {
        admin.drain();
      }
      drain.drain(server);
    }
    if (capture.lostDatagrams() > 0) {
      LOGGER.warn(
          CAPTURE_INCOMPLETE,
          "the capture lacks {} datagrams",
          new LogField("datagrams", capture.lostDatagrams()));
    }
    LogGapReport.sumUp(packetLog.droppedLines(), packetLog.waits());
    return CommandLineProgram.SUCCESS;
  }

  private RecordingFigures recordings() {
    return new RecordingFigures(
        packetLog::pendingLines, packetLog::droppedLines, packetLog::waits, capture::lostDatagrams);
  }

  /** Does what an operator means who reloads: files of other names, and a fresh page. */
  private void renew(PageRefresher refresher) {
    packetLog.reopen();
    consoleLog.reopen();
    snapshot.renew();
    refresher.refreshNow();
  }

  private void requireOneFileForEach(PageSource source) {
    if (source instanceof PageSource.LocalFile page) {
      requireAnother(packetLog.isSameFile(page.path()), "-l", "overwrite the page " + page.path());
      requireAnother(
          consoleLog.file().filter(file -> FileNames.areSame(file, page.path())).isPresent(),
          "--log-file",
          "be written into the page");
    }
    requireAnother(
        consoleLog.file().filter(packetLog::isSameFile).isPresent(),
        "-l",
        "share the file of --log-file");
  }

  private static void requireAnother(boolean same, String option, String consequence) {
    if (same) {
      throw new UserException(
          "the log of " + option + " would " + consequence + "; give it another file");
    }
  }

  private AnonServer bind(ServerConfig config) {
    try {
      return AnonServer.bind(config);
    } catch (IOException cannotBind) {
      throw new UserException(
          "cannot listen on "
              + text(config.bindAddress())
              + ": "
              + reason(cannotBind)
              + "; give a free port with -p (0 takes any) and an address of this machine with"
              + " --bind",
          cannotBind);
    } catch (UnsupportedOperationException noEpoll) {
      throw new UserException(noEpoll.getMessage() + "; use --transport nio", noEpoll);
    }
  }

  /** Writes an address; all addresses of this machine as the ready line does. */
  private static String text(InetSocketAddress address) {
    boolean bothVersions =
        address.getAddress().isAnyLocalAddress() && !NetUtil.isIpV4StackPreferred();
    return bothVersions ? "[::]:" + address.getPort() : NetUtil.toSocketAddressString(address);
  }

  /** Leaves out the system call that Netty's native transport names before the reason. */
  private static String reason(IOException cannotBind) {
    String message = String.valueOf(cannotBind.getMessage());
    int endOfCall = message.indexOf("): ");
    return endOfCall < 0 ? message : message.substring(endOfCall + 3);
  }

  private PageCache newCache() {
    PageFetcher fetcher = new PageFetcher(FetchLimits.STANDARD);
    return new PageCache(snapshot.originOf(fetcher), FetchLimits.STANDARD.maxBytes());
  }

  private static CachedPage fetch(PageCache pages, PageSource source) {
    try {
      return pages.get(source);
    } catch (PageFetchException failed) {
      throw new UserException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private static void beginCapture(AnonServer server, CaptureOptions capture) {
    ChannelHandler tap = capture.beginAt(server.address(), new CaptureLog());
    if (tap != null) {
      server.tap(tap);
    }
  }

  private PageRefresher serve(
      AnonServer server,
      PageCache pages,
      PageSource source,
      @Nullable RefreshPolicy policy,
      CaptureOptions claimed)
      throws InterruptedException {
    CachedPage fetched = fetch(pages, source);
    try {
      PageRefresher refresher = new PageRefresher(pages, source, fetched, policy);
      // A capture that has begun is closed in order, with all that was captured.
      stopSignal.endInOrder(CommandLineProgram.SUCCESS);
      beginCapture(server, claimed);
      serve(server, fetched.page());
      refresher.start(server::replacePage, new PageLog());
      return refresher;
    } finally {
      // From here on whoever serves a version holds it.
      fetched.page().release();
    }
  }

  private void serve(AnonServer server, Page page) {
    PacketLog opened = packetLog.open(new PacketLogReport());
    try {
      server.serve(page, opened, observer());
    } catch (SocketException noInterfaces) {
      throw new UserException(
          "cannot list the network interfaces: " + noInterfaces.getMessage(), noInterfaces);
    }
    LOGGER.info(
        FETCHED,
        "fetched {}, {} bytes",
        new LogField("page", encodedSource(page.metadata())),
        new LogField("bytes", page.lengthBytes()));
    LOGGER.info(
        STARTED,
        "transport {}, receive buffer {} bytes",
        new LogField("transport", server.transport().text()),
        new LogField("receiveBufferBytes", server.receiveBufferBytes()));
  }

  private SessionObserver observer() {
    List<SessionObserver> observers = new ArrayList<>();
    observers.add(new SessionLog());
    observers.add(new SessionEvents());
    adminOptions.observer().ifPresent(observers::add);
    return new ObserverGroup(observers);
  }

  /** Says that the server is ready: on standard output, unless the packet log goes there. */
  private void announce(AnonServer server, PageStatus page) {
    PrintStream out = packetLog.isStandardOutput() ? System.err : System.out;
    out.println(
        "listening on "
            + NetUtil.toSocketAddressString(server.address())
            + ", serving "
            + encodedSource(page.metadata())
            + ", "
            + page.lengthBytes()
            + " bytes");
    out.flush();
  }

  private static String encodedSource(PageMetadata page) {
    return ForeignText.encode(page.source().toString());
  }
}

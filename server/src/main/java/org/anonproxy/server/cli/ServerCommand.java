package org.anonproxy.server.cli;

import io.netty.channel.ChannelHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.anonproxy.cli.CaptureOptions;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.ForeignText;
import org.anonproxy.cli.PacketLogOption;
import org.anonproxy.cli.ProcessSignal;
import org.anonproxy.cli.StopSignal;
import org.anonproxy.cli.UserException;
import org.anonproxy.cli.VersionProvider;
import org.anonproxy.netty.PacketLog;
import org.anonproxy.server.AnonServer;
import org.anonproxy.server.ObserverGroup;
import org.anonproxy.server.PageLog;
import org.anonproxy.server.ServerConfig;
import org.anonproxy.server.SessionEvents;
import org.anonproxy.server.SessionLog;
import org.anonproxy.server.admin.AdminServer;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Downloads a page and serves it until a signal comes. */
@Command(
    name = "anonserver",
    description = "Downloads a web page, keeps it in memory and serves it over UDP.",
    versionProvider = VersionProvider.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class ServerCommand implements Callable<Integer> {
  private static final Logger LOGGER = LogManager.getLogger(ServerCommand.class);

  @Mixin private final ServerOptions options = new ServerOptions();

  @Mixin private final RefreshOptions refresh = new RefreshOptions();

  @Mixin private final DrainOption drain = new DrainOption();

  @Mixin private final PacketLogOption packetLog = new PacketLogOption();

  @Mixin private final CaptureOptions capture = new CaptureOptions();

  @Mixin private final AdminOptions adminOptions = new AdminOptions();

  private final StopSignal stopSignal;

  ServerCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() throws InterruptedException {
    // Until there is something to serve, nothing needs an orderly end.
    stopSignal.onStop(() -> Runtime.getRuntime().halt(CommandLineProgram.SUCCESS));
    ServerConfig config = options.config();
    RefreshPolicy refreshPolicy = refresh.policy();
    PageSource source = options.pageSource();
    requireAnotherFileForTheLog(source);
    capture.requireOwnFile(
        packetLog, source instanceof PageSource.LocalFile page ? page.path() : null);
    capture.claim();
    // Log and capture are closed last, so that every packet is in them.
    try (PacketLogOption log = packetLog;
        CaptureOptions claimed = capture;
        AdminServer admin = adminOptions.open();
        AnonServer server = bind(config);
        PageCache pages = newCache();
        PageRefresher refresher = serve(server, pages, source, refreshPolicy, claimed)) {
      if (!ProcessSignal.handle("HUP", refresher::refreshNow)) {
        LOGGER.warn("SIGHUP cannot be heard here and ends the program");
      }
      if (admin != null) {
        admin.watch(server, refresher::status, log::pendingLines, log::droppedLines);
      }
      announce(server, refresher.status());
      LogGapReport gaps = new LogGapReport(log::droppedLines);
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
      LOGGER.warn("the capture lacks {} datagrams", capture.lostDatagrams());
    }
    if (packetLog.droppedLines() > 0) {
      LOGGER.warn("the packet log left out {} lines", packetLog.droppedLines());
    }
    return CommandLineProgram.SUCCESS;
  }

  private void requireAnotherFileForTheLog(PageSource source) {
    if (source instanceof PageSource.LocalFile page && packetLog.isSameFile(page.path())) {
      throw new UserException(
          "the packet log would overwrite the page " + page.path() + "; give -l another file");
    }
  }

  private AnonServer bind(ServerConfig config) {
    try {
      return AnonServer.bind(config);
    } catch (IOException cannotBind) {
      throw new UserException(
          "cannot listen on "
              + NetUtil.toSocketAddressString(config.bindAddress())
              + ": "
              + reason(cannotBind)
              + "; give a free port with -p (0 takes any) and an address of this machine with"
              + " --bind",
          cannotBind);
    } catch (UnsupportedOperationException noEpoll) {
      throw new UserException(noEpoll.getMessage() + "; use --transport nio", noEpoll);
    }
  }

  /** Leaves out the system call that Netty's native transport names before the reason. */
  private static String reason(IOException cannotBind) {
    String message = String.valueOf(cannotBind.getMessage());
    int endOfCall = message.indexOf("): ");
    return endOfCall < 0 ? message : message.substring(endOfCall + 3);
  }

  private static PageCache newCache() {
    return new PageCache(new PageFetcher(FetchLimits.STANDARD), FetchLimits.STANDARD.maxBytes());
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
      CaptureOptions claimed) {
    CachedPage fetched = fetch(pages, source);
    try {
      PageRefresher refresher = new PageRefresher(pages, source, fetched, policy);
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
    PacketLog opened =
        packetLog.open(
            failure ->
                LOGGER.error("the packet log ended, serving goes on: {}", failure.getMessage()));
    stopSignal.onStop(() -> {});
    try {
      server.serve(page, opened, observer());
    } catch (SocketException noInterfaces) {
      throw new UserException(
          "cannot list the network interfaces: " + noInterfaces.getMessage(), noInterfaces);
    }
    LOGGER.info("fetched {}, {} bytes", encodedSource(page.metadata()), page.lengthBytes());
    LOGGER.info(
        "transport {}, receive buffer {} bytes",
        server.transport().text(),
        server.receiveBufferBytes());
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

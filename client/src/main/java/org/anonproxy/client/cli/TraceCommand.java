package org.anonproxy.client.cli;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.cli.PortConverter;
import org.anonproxy.cli.UserException;
import org.anonproxy.trace.CaptureFormatException;
import org.anonproxy.trace.CaptureReader;
import org.anonproxy.trace.CapturedUdp;
import org.anonproxy.trace.Conversation;
import org.anonproxy.trace.Conversations;
import org.anonproxy.trace.SequenceDiagram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Is the command {@code anonclient trace}, which draws a packet exchange out of a capture. */
@Command(
    name = "trace",
    description = "Draws a packet exchange out of a capture as a diagram of two columns.",
    exitCodeList = {
      "0:drawn",
      "1:the capture is none, or has no such exchange",
      "2:the options are wrong"
    },
    footer = {
      "",
      "FILE is a pcapng or pcap file of --capture, tcpdump, dumpcap or Wireshark. With several",
      "exchanges in it they are listed, unless one is picked.",
      "",
      "Examples:",
      "  anonclient trace packets.pcapng",
      "  anonclient trace packets.pcapng --conversation 2"
    },
    sortOptions = false)
final class TraceCommand implements Callable<Integer> {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The capture.")
  private Path file = Path.of("");

  @Option(
      names = {"-c", "--conversation"},
      order = 1,
      paramLabel = "N",
      converter = CountConverter.class,
      description = "Draw the exchange that has this number in the list.")
  private @Nullable Integer number;

  @Option(
      names = "--host",
      order = 2,
      paramLabel = "ADDRESS",
      description = "Only exchanges with this address at either end.")
  private @Nullable String host;

  @Option(
      names = {"-p", "--port"},
      order = 3,
      paramLabel = "PORT",
      converter = PortConverter.Remote.class,
      description = "Only exchanges with this port at either end.")
  private @Nullable Integer port;

  /** Creates the command; it runs once. */
  TraceCommand() {}

  @Override
  public Integer call() {
    try {
      trace();
      return CommandLineProgram.SUCCESS;
    } catch (NoSuchFileException e) {
      throw new UserException("cannot read the capture " + file + ": it does not exist", e);
    } catch (CaptureFormatException e) {
      throw new UserException(file + " is no capture that can be read: " + e.getMessage(), e);
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "it is a directory" : e.getMessage();
      throw new UserException("cannot read the capture " + file + ": " + reason, e);
    }
  }

  private void trace() throws IOException {
    List<Conversation> picked;
    boolean cutShort;
    try (CaptureReader reader = CaptureReader.open(file)) {
      Conversations all = Conversations.read(reader);
      picked = all.plausible().stream().filter(this::isPicked).toList();
      warnOfOverflow(all);
      if (picked.isEmpty()) {
        throw new UserException(nothingPicked(reader));
      }
      cutShort = reader.isCutShort();
    }
    if (picked.size() > 1) {
      list(picked);
    } else {
      draw(picked.get(0));
    }
    if (cutShort) {
      warn("the capture ends in the middle of a packet");
    }
  }

  private boolean isPicked(Conversation conversation) {
    return (number == null || number == conversation.number())
        && (port == null
            || port == conversation.server().getPort()
            || port == conversation.client().getPort())
        && (host == null || isHost(conversation.server()) || isHost(conversation.client()));
  }

  private boolean isHost(InetSocketAddress end) {
    byte[] wanted = host == null ? null : NetUtil.createByteArrayFromIpAddressString(host);
    return wanted != null && Arrays.equals(wanted, end.getAddress().getAddress());
  }

  private String nothingPicked(CaptureReader reader) {
    String what =
        number == null && port == null && host == null
            ? "no packet exchange"
            : "no such packet exchange";
    String why =
        reader.unknownLinkType() < 0
            ? ""
            : "; packets of link type " + reader.unknownLinkType() + " cannot be read";
    return what + " is in " + file + why;
  }

  private void warnOfOverflow(Conversations all) {
    if (all.isOverflowed()) {
      warn("only the first " + Conversations.MAX_CONVERSATIONS + " exchanges are looked at");
    }
  }

  private void warn(String what) {
    spec.commandLine().getErr().println("WARNING: " + what);
  }

  private void list(List<Conversation> conversations) {
    PrintWriter out = spec.commandLine().getOut();
    for (Conversation conversation : conversations) {
      out.printf(
          "%5d  %s, %s%n",
          conversation.number(),
          ends(conversation),
          Quantities.count(conversation.packets(), "packet"));
    }
    out.println("Pick one with -c NUMBER.");
    out.flush();
  }

  private void draw(Conversation conversation) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(ends(conversation));
    out.println();
    SequenceDiagram diagram = new SequenceDiagram(conversation, out::println);
    diagram.begin();
    try (CaptureReader reader = CaptureReader.open(file)) {
      for (CapturedUdp datagram = reader.next();
          datagram != null && !out.checkError();
          datagram = reader.next()) {
        diagram.add(datagram);
      }
    }
    out.flush();
  }

  private static String ends(Conversation conversation) {
    long nanos = conversation.firstEpochNanos();
    return "server "
        + NetUtil.toSocketAddressString(conversation.server())
        + ", client "
        + NetUtil.toSocketAddressString(conversation.client())
        + ", "
        + Instant.ofEpochSecond(
            Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }
}

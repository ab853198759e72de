package org.anonproxy.cli;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.RetransmissionPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Is the options that tune the protocol at either end: a mixin for every command that talks. */
@Command(optionListHeading = "Protocol:%n")
public final class ProtocolOptions {

  @Option(
      names = "--retries",
      order = 40,
      paramLabel = "N",
      defaultValue = "3",
      converter = RetriesConverter.class,
      description = "How often one packet is repeated, 0 to 64 (default: ${DEFAULT-VALUE}).")
  private int retries;

  @Option(
      names = "--min-rto",
      order = 41,
      paramLabel = "DURATION",
      defaultValue = "500ms",
      converter = RetransmissionTimeoutConverter.class,
      description = "The shortest retransmission timeout, 1ms to 3s (default: ${DEFAULT-VALUE}).")
  private Duration minRto = Duration.ofMillis(500);

  @Option(
      names = "--transport",
      order = 42,
      paramLabel = "auto|nio|epoll",
      defaultValue = "auto",
      completionCandidates = TransportNames.class,
      description =
          "What moves the datagrams; auto is epoll where it loads (default: ${DEFAULT-VALUE}).")
  private DatagramTransport transport = DatagramTransport.AUTO;

  /** Made by picocli. */
  public ProtocolOptions() {}

  /** Returns when and how often a packet is repeated. */
  public RetransmissionPolicy retransmission() {
    return RetransmissionPolicy.of(minRto, retries);
  }

  /** Returns what moves the datagrams, as it was asked for. */
  public DatagramTransport transport() {
    return transport;
  }

  /** Names the transports as users write them. */
  static final class TransportNames implements Iterable<String> {

    /** Made by picocli. */
    TransportNames() {}

    @Override
    public Iterator<String> iterator() {
      return List.of("auto", "nio", "epoll").iterator();
    }
  }

  /** Reads a floor of the retransmission timeout: 1 ms to the timeout's cap. */
  static final class RetransmissionTimeoutConverter extends DurationConverter {

    /** Made by picocli. */
    RetransmissionTimeoutConverter() {
      super(Duration.ofMillis(1), Duration.ofNanos(RetransmissionPolicy.MAX_RTO_NANOS));
    }
  }
}

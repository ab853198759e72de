package org.anonproxy.cli;

import java.time.Duration;
import java.util.List;
import org.anonproxy.netty.DatagramTransport;
import org.anonproxy.transport.RetransmissionPolicy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Is the options that tune the protocol at either end, for every command that talks. */
public final class ProtocolOptions {

  private final OptionSpec retries =
      OptionSpec.builder("--retries")
          .type(int.class)
          .order(40)
          .paramLabel("N")
          .defaultValue("3")
          .converters(new RetriesConverter())
          .description("How often one packet is repeated, 0 to 64 (default: ${DEFAULT-VALUE}).")
          .build();

  private final OptionSpec minRto =
      OptionSpec.builder("--min-rto")
          .type(Duration.class)
          .order(41)
          .paramLabel("DURATION")
          .defaultValue("500ms")
          .converters(new RetransmissionTimeoutConverter())
          .description(
              "The shortest retransmission timeout, 1ms to 3s (default: ${DEFAULT-VALUE}).")
          .build();

  private final OptionSpec transport =
      OptionSpec.builder("--transport")
          .type(DatagramTransport.class)
          .order(42)
          .paramLabel("auto|nio|epoll")
          .defaultValue("auto")
          .completionCandidates(List.of("auto", "nio", "epoll"))
          .description(
              "What moves the datagrams; auto is epoll where it loads (default:"
                  + " ${DEFAULT-VALUE}).")
          .build();

  /** Makes the options for one command. */
  public ProtocolOptions() {}

  /** Returns the options for the command that has them. */
  public CommandSpec mixin() {
    return OptionMixin.of("Protocol", retries, minRto, transport);
  }

  /** Returns when and how often a packet is repeated. */
  public RetransmissionPolicy retransmission() {
    return RetransmissionPolicy.of(minRto.getValue(), retries.<Integer>getValue());
  }

  /** Returns what moves the datagrams, as it was asked for. */
  public DatagramTransport transport() {
    return transport.getValue();
  }

  /** Reads a floor of the retransmission timeout: 1 ms to the timeout's cap. */
  private static final class RetransmissionTimeoutConverter extends DurationConverter {
    RetransmissionTimeoutConverter() {
      super(Duration.ofMillis(1), Duration.ofNanos(RetransmissionPolicy.MAX_RTO_NANOS));
    }
  }
}

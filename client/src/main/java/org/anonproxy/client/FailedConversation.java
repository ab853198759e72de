package org.anonproxy.client;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.Locale;
import org.anonproxy.transport.CloseReason;
import org.anonproxy.transport.RetransmissionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Puts the end of a conversation without success into words for a user.
 *
 * @param waitedForSink whether the sink was keeping the conversation waiting
 * @param networkError the last thing that the network reported, which may be forged or past
 */
record FailedConversation(
    InetSocketAddress server,
    RetransmissionPolicy retransmission,
    long receivedBytes,
    Duration elapsed,
    boolean waitedForSink,
    @Nullable IOException networkError) {

  /** Returns the exception that the fetch ends with. */
  FetchException exception(CloseReason reason) {
    return new FetchException(message(reason), reason, receivedBytes, networkError);
  }

  private String message(CloseReason reason) {
    return switch (reason) {
      case HANDSHAKE_TIMEOUT -> noAnswer();
      case PEER_SILENT -> waitedForSink ? sinkTooSlow() : fellSilent();
      default -> "the transfer from " + address() + " ended: " + reason.text();
    };
  }

  private String noAnswer() {
    int attempts = retransmission.maxRetransmissions() + 1;
    String nothing =
        String.format(
            Locale.ROOT,
            "no answer from %s in %.1f s (%d attempt%s); ",
            address(),
            elapsed.toNanos() / 1e9,
            attempts,
            attempts == 1 ? "" : "s");
    if (networkError instanceof PortUnreachableException
        || networkError instanceof ConnectException) {
      return nothing + "nothing seems to listen there: is the server running, the port right?";
    }
    if (networkError != null) {
      return nothing + "the network reported: " + networkError.getMessage();
    }
    return nothing + "is the server running there, and is UDP let through?";
  }

  private String fellSilent() {
    return String.format(
        Locale.ROOT,
        "the server %s fell silent after %d bytes; is it still running? try again",
        address(),
        receivedBytes);
  }

  private String sinkTooSlow() {
    return String.format(
        Locale.ROOT,
        "the output took no data for so long that the server %s gave up after %d bytes",
        address(),
        receivedBytes);
  }

  private String address() {
    return NetUtil.toSocketAddressString(server);
  }
}

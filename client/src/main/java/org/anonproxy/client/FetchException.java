package org.anonproxy.client;

import java.io.IOException;
import org.anonproxy.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Ends a fetch that did not succeed; its message tells a user what happened and what to look at.
 */
public final class FetchException extends IOException {
  private static final long serialVersionUID = 1L;

  private final @Nullable CloseReason reason;
  private final long receivedBytes;

  FetchException(String message, @Nullable CloseReason reason, long receivedBytes) {
    this(message, reason, receivedBytes, null);
  }

  FetchException(
      String message, @Nullable CloseReason reason, long receivedBytes, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.receivedBytes = receivedBytes;
  }

  /**
   * Returns why the conversation with the server ended, {@code null} if it never began: no address,
   * no socket. After a failure of the sink or its observer it is {@link CloseReason#CANCELLED}, and
   * {@link #getCause} tells more.
   */
  public @Nullable CloseReason reason() {
    return reason;
  }

  /** Returns how many bytes of the page had arrived. */
  public long receivedBytes() {
    return receivedBytes;
  }
}

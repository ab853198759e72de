package org.anonproxy.server.page;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a page could not be obtained. The message is one line fit for the operator's terminal:
 * what happened, then what to do; text that came from elsewhere is encoded in it.
 */
public final class PageFetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String publicReason;
  private final @Nullable Duration retryAfter;

  /**
   * Reports {@code whatHappened} and advises {@code whatToDo}; the caller encoded foreign text, and
   * names no address: a {@link Wording} does.
   */
  public PageFetchException(String whatHappened, String whatToDo) {
    this(whatHappened, whatToDo, null);
  }

  /** Reports the same with the exception that was the cause of it. */
  public PageFetchException(String whatHappened, String whatToDo, @Nullable Throwable cause) {
    this(Wording.of(whatHappened), whatToDo, cause);
  }

  /** Reports what happened to an address. */
  public PageFetchException(Wording whatHappened, String whatToDo, @Nullable Throwable cause) {
    this(whatHappened, whatToDo, cause, null);
  }

  PageFetchException(
      Wording whatHappened,
      String whatToDo,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter) {
    super(whatHappened.full() + "; " + whatToDo, cause);
    this.publicReason = whatHappened.open() + "; " + whatToDo;
    this.retryAfter = retryAfter;
  }

  /** Returns the message for people who need not know the secrets of the addresses in it. */
  public String publicReason() {
    return publicReason;
  }

  /** Returns how long the origin wants to be left alone, null if it does not say. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}

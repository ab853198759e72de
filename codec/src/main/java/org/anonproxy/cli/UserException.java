package org.anonproxy.cli;

import org.jspecify.annotations.Nullable;

/**
 * Ends a command because of something the user can change. The message becomes the one {@code
 * ERROR:} line, so it says what is wrong and what to do; foreign text in it is encoded there.
 */
public final class UserException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Ends the command with a message for the user. */
  public UserException(String message) {
    super(message);
  }

  /** Ends the command with a message for the user; the cause is shown only when debugging. */
  public UserException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

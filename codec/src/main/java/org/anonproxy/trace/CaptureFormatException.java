package org.anonproxy.trace;

import java.io.IOException;

/** Says, in the user's words, why a file cannot be read as a capture. */
public final class CaptureFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  CaptureFormatException(String message) {
    super(message);
  }
}

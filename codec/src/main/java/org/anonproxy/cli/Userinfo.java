package org.anonproxy.cli;

import java.util.regex.Pattern;

/**
 * Leaves out of a text what may be somebody's name and password. Whether an address has them is for
 * its parser to say; this is for texts that no parser understands as they were meant, such as
 * {@code http://user:pass/word@host/}, and so takes all that stands before an at-sign for a secret.
 */
public final class Userinfo {
  private static final char LEFT_OUT = '\u2026';

  /** Two more characters become an at-sign in a host name; an escape may be escaped itself. */
  private static final String AT = "(?:@|%(?:25)*40|\uff20|\ufe6b)";

  private static final Pattern ANY_AT = Pattern.compile(AT);
  private static final Pattern UP_TO_LAST_AT =
      Pattern.compile("^(https?://)?.*" + AT, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private Userinfo() {}

  /** Tells whether something in the text may be a name or password. */
  public static boolean mayBeIn(String text) {
    return ANY_AT.matcher(text).find();
  }

  /** Returns the text without it; foreign text, to be encoded. */
  public static String leftOutOf(String text) {
    return UP_TO_LAST_AT.matcher(text).replaceFirst("$1" + LEFT_OUT + "@");
  }
}

package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import java.net.URI;

/**
 * Is one line, or a part of it, in two wordings, which differ in the addresses they name. Foreign
 * text is encoded in both.
 *
 * @param full for the operator, who wrote the address and looks for the mistake in it
 * @param open for whoever sees the dashboard, and need not know the secrets of an address ({@link
 *     PublicAddress})
 */
public record Wording(String full, String open) {

  /** Says the same to everybody; the caller encoded foreign text, and there is no address in it. */
  static Wording of(String text) {
    return new Wording(text, text);
  }

  /** Names an address. */
  public static Wording address(URI address) {
    return new Wording(encode(address.toString()), encode(PublicAddress.of(address)));
  }

  /** Names a page as the operator did. */
  static Wording address(PageSource source) {
    return new Wording(encode(source.toString()), encode(PublicAddress.of(source)));
  }

  /** Goes on with what everybody may know, as {@link #of} says. */
  public Wording then(String text) {
    return then(of(text));
  }

  Wording then(Wording other) {
    return new Wording(full + other.full, open + other.open);
  }

  /** Begins with what everybody may know, as {@link #of} says. */
  public Wording after(String text) {
    return of(text).then(this);
  }
}

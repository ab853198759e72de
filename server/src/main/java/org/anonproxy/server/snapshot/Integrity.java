package org.anonproxy.server.snapshot;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Checks the digests that a page demands of a resource (Subresource Integrity): the attribute
 * itself cannot stay, because text is written anew, so that it is kept to here.
 */
final class Integrity {
  private static final List<String> STRONGEST_FIRST = List.of("sha512-", "sha384-", "sha256-");

  private Integrity() {}

  /** Tells whether the content has one of the strongest digests named; if none is named, it has. */
  static boolean isKept(String integrity, byte[] content) {
    List<String> named = Arrays.asList(integrity.strip().split("\\s+", -1));
    for (String algorithm : STRONGEST_FIRST) {
      List<String> digests = named.stream().filter(name -> name.startsWith(algorithm)).toList();
      if (!digests.isEmpty()) {
        String actual = algorithm + digest(algorithm, content);
        return digests.stream().anyMatch(name -> name.replaceFirst("\\?.*", "").equals(actual));
      }
    }
    return true;
  }

  private static String digest(String algorithm, byte[] content) {
    try {
      String name = "SHA-" + algorithm.substring(3, 6);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(name).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has it", e);
    }
  }
}

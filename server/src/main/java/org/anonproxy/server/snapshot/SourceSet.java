package org.anonproxy.server.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Holds the image candidates of a {@code srcset} attribute, taken apart as browsers do (HTML Living
 * Standard, "parsing a srcset attribute"): a comma inside of a URL belongs to it.
 */
record SourceSet(List<Candidate> candidates) {
  /**
   * Is one image with the condition under which it is taken.
   *
   * @param descriptors such as {@code 2x} or {@code 480w}; may be empty
   */
  record Candidate(String url, String descriptors) {}

  static SourceSet parse(String text) {
    List<Candidate> candidates = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < text.length() && (isBlank(text.charAt(at)) || text.charAt(at) == ',')) {
        at++;
      }
      if (at == text.length()) {
        return new SourceSet(candidates);
      }
      int start = at;
      while (at < text.length() && !isBlank(text.charAt(at))) {
        at++;
      }
      int end = at;
      while (text.charAt(end - 1) == ',') {
        end--; // Never down to the start, which is no comma.
      }
      int descriptorsEnd = end < at ? at : endOfDescriptors(text, at);
      candidates.add(
          new Candidate(text.substring(start, end), text.substring(at, descriptorsEnd).strip()));
      at = descriptorsEnd;
    }
  }

  private static int endOfDescriptors(String text, int start) {
    boolean inParentheses = false;
    for (int at = start; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == ',' && !inParentheses) {
        return at;
      }
      inParentheses = c == '(' || (inParentheses && c != ')');
    }
    return text.length();
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }

  /** Returns the candidates with other URLs; one whose URL becomes empty is left out. */
  SourceSet map(UnaryOperator<String> urls) {
    List<Candidate> mapped = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String url = urls.apply(candidate.url());
      if (!url.isEmpty()) {
        mapped.add(new Candidate(url, candidate.descriptors()));
      }
    }
    return new SourceSet(mapped);
  }

  /** Returns the attribute's text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Candidate candidate : candidates) {
      text.append(text.isEmpty() ? "" : ", ").append(candidate.url());
      text.append(candidate.descriptors().isEmpty() ? "" : " ").append(candidate.descriptors());
    }
    return text.toString();
  }
}

package org.anonproxy.client.load;

/**
 * Adds up the rates at which the clients were served, for Jain's index of fairness: 1 if all were
 * served alike, 1/n if only one of n was (Jain, Chiu, Hawe: A Quantitative Measure of Fairness,
 * 1984).
 *
 * @param clients how many clients took part
 * @param sum their rates, added up
 * @param sumOfSquares the squares of their rates, added up
 */
record Fairness(long clients, double sum, double sumOfSquares) {
  static final Fairness NONE = new Fairness(0, 0, 0);

  Fairness plusClient(double rate) {
    return new Fairness(clients + 1, sum + rate, sumOfSquares + rate * rate);
  }

  Fairness plus(Fairness other) {
    return new Fairness(
        clients + other.clients, sum + other.sum, sumOfSquares + other.sumOfSquares);
  }

  /** Returns Jain's index, not a number if nobody got anything. */
  double jainIndex() {
    return sum == 0 ? Double.NaN : sum * sum / (clients * sumOfSquares);
  }
}

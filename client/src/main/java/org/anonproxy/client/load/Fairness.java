package org.anonproxy.client.load;

/**
 * Adds up what each client got, for Jain's index of fairness: 1 if all got the same, 1/n if one of
 * n got everything (Jain, Chiu, Hawe: A Quantitative Measure of Fairness, 1984).
 *
 * @param clients how many clients took part
 * @param sum what they got together
 * @param sumOfSquares the squares of what each got, added up
 */
record Fairness(long clients, double sum, double sumOfSquares) {
  static final Fairness NONE = new Fairness(0, 0, 0);

  Fairness plusClient(double amount) {
    return new Fairness(clients + 1, sum + amount, sumOfSquares + amount * amount);
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

package org.anonproxy.server.hostile;

import java.util.Arrays;
import java.util.List;

/** Runs the scenarios that the command line names, or all, and fails if one fails. */
public final class Hostile {
  private static final String QUICK = "--quick";

  private static final List<Scenario> SCENARIOS =
      List.of(
          new SpoofedSyns(),
          new ForgedPackets(),
          new BlindThirdPackets(),
          new CollidingPeers(),
          new TwoServers(),
          new SlowClients(),
          new RandomDatagrams());

  private Hostile() {}

  /** Prints a line per scenario; exits with 1 if one fails, 2 if one is unknown. */
  public static void main(String[] arguments) {
    List<String> named =
        Arrays.stream(arguments).filter(argument -> !argument.equals(QUICK)).toList();
    List<String> known = SCENARIOS.stream().map(Scenario::name).toList();
    if (!known.containsAll(named)) {
      System.err.println("ERROR: usage: hostile.sh [--quick] [scenario...], of " + known);
      System.exit(2);
    }
    Scale scale = Arrays.asList(arguments).contains(QUICK) ? Scale.QUICK : Scale.FULL;
    boolean allPassed = true;
    for (Scenario scenario : SCENARIOS) {
      if (named.isEmpty() || named.contains(scenario.name())) {
        allPassed &= passes(scenario, scale);
      }
    }
    System.exit(allPassed ? 0 : 1);
  }

  private static boolean passes(Scenario scenario, Scale scale) {
    Verdict verdict;
    try {
      verdict = scenario.run(scale);
    } catch (Exception broken) {
      verdict = new Verdict(false, "the scenario runs", String.valueOf(broken));
    }
    System.out.println(verdict.line(scenario.name()));
    return verdict.passed();
  }
}

package org.anonproxy.testing;

import java.lang.management.ManagementFactory;
import java.util.List;

/** Hands the agent that measures this JVM's coverage on to the JVMs that a test starts. */
public final class CoverageAgent {
  private CoverageAgent() {}

  /** Returns the arguments for the other JVM: one, or none if nothing is measured. */
  public static List<String> arguments() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
        .toList();
  }
}

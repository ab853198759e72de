package org.anonproxy.client.cli;

/** Starts the client from the command line. */
public final class Main {
  private Main() {}

  /** Prints the version. */
  public static void main(String[] args) {
    String version = Main.class.getPackage().getImplementationVersion();
    System.out.println("anonclient " + (version == null ? "(unpackaged)" : version));
  }
}

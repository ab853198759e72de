package org.anonproxy.server.cli;

/** Starts the server from the command line. */
public final class Main {
  private Main() {}

  /** Prints the version. */
  public static void main(String[] args) {
    String version = Main.class.getPackage().getImplementationVersion();
    System.out.println("anonserver " + (version == null ? "(unpackaged)" : version));
  }
}

package org.anonproxy.cli;

/**
 * Sets properties that libraries look at while their classes are loaded; what the user set stays.
 */
public final class PropertyDefaults {
  private PropertyDefaults() {}

  /** Sets a system property, unless it has a value. */
  public static void set(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}

package org.anonproxy.cli;

import java.lang.reflect.Proxy;

/**
 * Hears a signal of the operating system in place of the JVM.
 *
 * <p>Only {@code sun.misc.Signal} can do that. Every JDK has it, in the module {@code
 * jdk.unsupported}, but the compiler warns of each mention, so it is looked up by its name; without
 * it a signal means to the JVM what it always does.
 */
public final class ProcessSignal {
  private ProcessSignal() {}

  /**
   * Runs {@code action}, on a thread of the JVM's own, each time the signal comes.
   *
   * @param name such as {@code "HUP"}
   * @return false if signals cannot be heard here, as with {@code -Xrs} or where there is no such
   *     signal
   */
  public static boolean handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              ProcessSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getDeclaringClass() == handler) {
                  action.run();
                }
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
      return true;
    } catch (ReflectiveOperationException missingOrRefused) {
      return false;
    }
  }
}

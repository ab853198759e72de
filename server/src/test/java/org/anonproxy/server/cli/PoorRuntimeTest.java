package org.anonproxy.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.anonproxy.cli.CommandLineProgram;
import org.anonproxy.testing.ChildProgram;
import org.junit.jupiter.api.Test;

/** Runs the server on a Java runtime that lacks a module. */
class PoorRuntimeTest {

  @Test
  void endsInOneLineWhereItsLogDoesNotStart() throws Exception {
    List<String> withoutDesktop = List.of("--limit-modules=java.instrument,java.naming,java.xml");
    try (ChildProgram server =
        ChildProgram.start(withoutDesktop, Main.class, "-p", "0", "-w", "page")) {
      assertEquals(CommandLineProgram.INTERNAL_ERROR, server.awaitExit());
      assertEquals("", server.output());
      assertEquals(1, server.errors().lines().count(), server.errors());
      assertTrue(
          server.errors().startsWith("ERROR: internal error: java.lang.NoClassDefFoundError"),
          server.errors());
    }
  }
}

package org.anonproxy.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.anonproxy.testing.ForeignProgram;

/** Reads captures with tshark and the dissector of this project, checking checksums. */
public final class Tshark {
  private static final long PATIENCE_SECONDS = 30;

  private final List<String> arguments = new ArrayList<>();

  /**
   * Finds tshark, or has the test skipped.
   *
   * @param dissector the path of anonproxy.lua
   */
  public Tshark(Path dissector) {
    arguments.add(ForeignProgram.require("tshark").toString());
    arguments.addAll(List.of("-n", "-X", "lua_script:" + dissector));
    arguments.addAll(List.of("-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"));
  }

  /** Sets a preference, such as {@code anon.ports:9000}. */
  Tshark withPreference(String preference) {
    arguments.addAll(List.of("-o", preference));
    return this;
  }

  /**
   * Returns the named fields of each packet, split by semicolons; several of a name in one packet
   * are split by commas.
   */
  public List<String> fields(Path capture, String... names)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(arguments);
    command.addAll(List.of("-r", capture.toString(), "-T", "fields", "-E", "separator=;"));
    for (String name : names) {
      command.add("-e");
      command.add(name);
    }
    Path out = Files.createTempFile("tshark", ".out");
    Path err = Files.createTempFile("tshark", ".err");
    Process tshark =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!tshark.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("tshark still runs: " + Files.readString(err, UTF_8));
      }
      assertEquals(0, tshark.exitValue(), Files.readString(err, UTF_8));
      return Files.readAllLines(out, UTF_8);
    } finally {
      tshark.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}

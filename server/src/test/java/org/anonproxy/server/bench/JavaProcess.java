package org.anonproxy.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into another JVM through {@code jcmd}. */
record JavaProcess(long pid) {
  /** What Netty allocates off the heap, and little else, counts as Other. */
  private static final Pattern OTHER =
      Pattern.compile("-\\s+Other \\(reserved=\\d+(?:KB)?, committed=(\\d+)KB\\).*");

  private static final int KILOBYTE = 1024;

  /** Collects all garbage and counts what lives. */
  ClassHistogram liveObjects() throws IOException, InterruptedException {
    return ClassHistogram.parse(command("GC.class_histogram"));
  }

  /** Returns the size of the memory outside the heap that the program itself allocated. */
  long directBytes() throws IOException, InterruptedException {
    for (String line : command("VM.native_memory", "summary", "scale=KB")) {
      Matcher matcher = OTHER.matcher(line);
      if (matcher.matches()) {
        return KILOBYTE * Long.parseLong(matcher.group(1));
      }
    }
    throw new IOException(pid + " does not run with -XX:NativeMemoryTracking=summary");
  }

  /** Runs one diagnostic command and returns what it prints. */
  List<String> command(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader(UTF_8).lines().toList();
    if (process.waitFor() != 0) {
      throw new IOException("jcmd failed: " + lines);
    }
    return lines;
  }
}

package org.anonproxy.server.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Is a page of random bytes in a temporary file. */
final class ServedFile implements AutoCloseable {
  private final Path path;
  private final byte[] content;

  private ServedFile(Path path, byte[] content) {
    this.path = path;
    this.content = content;
  }

  static ServedFile ofBytes(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return new ServedFile(Files.write(Files.createTempFile("hostile", ".page"), content), content);
  }

  Path path() {
    return path;
  }

  /** Returns the page itself, not to be changed. */
  byte[] content() {
    return content;
  }

  @Override
  public void close() throws IOException {
    Files.delete(path);
  }
}

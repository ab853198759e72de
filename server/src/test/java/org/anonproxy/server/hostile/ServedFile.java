package org.anonproxy.server.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

  /** Begins to compare a fetch with the page, as its bytes come. */
  PageReading reading() {
    ByteBuf expected = Unpooled.wrappedBuffer(content);
    return new PageReading() {
      private boolean same = true;

      @Override
      public void take(ByteBuf bytes) {
        int length = bytes.readableBytes();
        same &= length <= expected.readableBytes() && expected.readSlice(length).equals(bytes);
      }

      @Override
      public boolean isRight() {
        return same && !expected.isReadable();
      }
    };
  }

  @Override
  public void close() throws IOException {
    Files.delete(path);
  }
}

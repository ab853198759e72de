package org.anonproxy.client.file;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.anonproxy.client.PageSink;
import org.jspecify.annotations.Nullable;

/**
 * Stores a page in a file that is either whole or as it was before.
 *
 * <p>The bytes go to a temporary file in the same directory, in large pieces and off the event
 * loop. A complete page is forced to the disk and renamed to the target in one atomic step; the
 * directory is then forced to the disk too. After a failure the temporary file is removed. What
 * becomes of permissions and of symbolic links is told at {@link #open}.
 *
 * <p>Thread: the event loop calls; the disk is only touched on the executor, and by {@link #open}.
 */
public final class FileSink implements PageSink {
  private final Replacement replacement;
  private final Executor executor;
  private final ChunkWriter chunks;

  FileSink(Path target, Replacement replacement, Executor executor) {
    this.replacement = replacement;
    this.executor = executor;
    this.chunks = new ChunkWriter(target.toString(), replacement.channel(), executor);
  }

  /**
   * Creates the temporary file, so that what cannot be written fails before anything is fetched.
   *
   * <p>A new file has the permissions that the umask leaves; one that replaces a file keeps that
   * file's permissions. A target that is a symbolic link stays one: the file that it points to is
   * replaced, and a link to nothing is refused.
   *
   * @param executor writes; it must run what it is given until the fetch is over
   * @throws IOException with a message for a user, if {@code target} cannot be written
   */
  public static FileSink open(Path target, Executor executor) throws IOException {
    return new FileSink(target, Replacement.open(target), executor);
  }

  @Override
  public void write(ByteBuf bytes) throws IOException {
    try {
      chunks.write(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  public CompletionStage<Void> ready() {
    return chunks.ready();
  }

  @Override
  public CompletionStage<Void> complete() {
    return chunks.finish().handleAsync(this::store, executor);
  }

  @SuppressWarnings("NullAway") // the value of a stage of Void
  private Void store(Void nothing, @Nullable Throwable failure) {
    try {
      if (failure != null) {
        replacement.discard();
        throw ChunkWriter.cause(failure);
      }
      replacement.commit();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
    return null;
  }

  @Override
  public CompletionStage<Void> abort() {
    return chunks.stop().thenRunAsync(this::discard, executor);
  }

  private void discard() {
    try {
      replacement.discard();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}

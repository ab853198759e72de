package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** Reads a page from a regular file, within the same limits as one from the web. */
final class FileReading {
  private final FetchLimits limits;
  private final ContentBuffer buffer;
  private final InstantSource clock;

  FileReading(FetchLimits limits, ContentBuffer buffer, InstantSource clock) {
    this.limits = limits;
    this.buffer = buffer;
    this.clock = clock;
  }

  Page read(Path path) throws PageFetchException {
    String cannot = "cannot read the page from " + encode(path.toString()) + ": ";
    if (!Files.exists(path)) {
      throw new PageFetchException(cannot + "there is no such file", "check the path");
    }
    // Opening a named pipe would wait for its writer for ever, a device would never end.
    if (!Files.isRegularFile(path)) {
      throw new PageFetchException(cannot + "it is not a regular file", "give the path of a file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      long sizeBytes = Files.size(path);
      if (sizeBytes > limits.maxBytes()) {
        throw new ContentBuffer.PageTooLargeException();
      }
      ByteBuf content = buffer.read(in, sizeBytes, Deadline.after(limits.total()));
      return new Page(content, new PageMetadata(path.toUri(), null, null, null, clock.instant()));
    } catch (ContentBuffer.PageTooLargeException e) {
      throw new PageFetchException(
          cannot + "it is larger than " + limits.maxBytes() + " bytes", "give a smaller file", e);
    } catch (AccessDeniedException e) {
      throw new PageFetchException(cannot + "permission denied", "make the file readable", e);
    } catch (IOException e) {
      throw new PageFetchException(
          cannot + encode(String.valueOf(e.getMessage())), "check the file", e);
    }
  }
}

package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.anonproxy.cli.Userinfo;
import org.jspecify.annotations.Nullable;

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

  /** Reads the file unless it is still the version {@code known}. */
  FetchAnswer read(Path path, @Nullable PageMetadata known) throws PageFetchException {
    Wording cannot =
        Wording.address(new PageSource.LocalFile(path)).after("cannot read the page from ");
    if (!Files.exists(path)) {
      throw new PageFetchException(cannot.then(": there is no such file"), "check the path", null);
    }
    // Opening a named pipe would wait for its writer for ever, a device would never end.
    if (!Files.isRegularFile(path)) {
      throw new PageFetchException(
          cannot.then(": it is not a regular file"), "give the path of a file", null);
    }
    try {
      BasicFileAttributes before = attributesOf(path);
      String tag = tagOf(before);
      if (known != null && tag.equals(known.entityTag())) {
        return new FetchAnswer.Unchanged(Freshness.UNSTATED);
      }
      ByteBuf content = contentOf(path, before.size());
      if (!tag.equals(tagOf(attributesOf(path)))) {
        content.release();
        throw new IOException("somebody wrote to it meanwhile");
      }
      PageMetadata metadata = new PageMetadata(path.toUri(), null, tag, null, clock.instant());
      return new FetchAnswer.Fetched(new Page(content, metadata), Freshness.UNSTATED);
    } catch (ContentBuffer.PageTooLargeException e) {
      throw new PageFetchException(
          cannot.then(": it is larger than " + limits.maxBytes() + " bytes"),
          "give a smaller file",
          e);
    } catch (AccessDeniedException e) {
      throw new PageFetchException(cannot.then(": permission denied"), "make the file readable", e);
    } catch (IOException e) {
      throw new PageFetchException(cannot.then(": " + encode(reason(e))), "check the file", e);
    }
  }

  /**
   * Reads what the page at {@code page} refers to. What it may see is its own directory: a page
   * that somebody else wrote must not publish the machine's files.
   */
  Page readBeside(URI page, URI resource) throws PageFetchException {
    try {
      if ("file".equals(page.getScheme())) {
        Path directory = Path.of(page).toRealPath().resolveSibling("");
        Path path = Path.of(resource).toRealPath();
        if (path.startsWith(directory)) {
          return ((FetchAnswer.Fetched) read(path, null)).page();
        }
      }
    } catch (NoSuchFileException e) {
      throw new PageFetchException(
          cannotRead(resource).then(": there is no such file"), "check the page", e);
    } catch (IOException | RuntimeException e) {
      // Path.of reports what it does not like by three kinds of unchecked exceptions.
      // One with a host is no path, and there may be a user's name and password before the host.
      throw new PageFetchException(
          resource.getRawAuthority() == null
              ? cannotRead(resource)
              : new Wording(
                  "cannot read " + encode(Userinfo.leftOutOf(resource.toString())),
                  "cannot read a resource"),
          "check the page",
          e);
    }
    throw new PageFetchException(
        cannotRead(resource).then(": it is not in the directory of the page that refers to it"),
        "put it there",
        null);
  }

  private static Wording cannotRead(URI resource) {
    return Wording.address(resource).after("cannot read ");
  }

  /** Leaves out the file, which a message of the file system begins with. */
  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private ByteBuf contentOf(Path path, long sizeBytes) throws IOException {
    if (sizeBytes > limits.maxBytes()) {
      throw new ContentBuffer.PageTooLargeException();
    }
    try (InputStream in = Files.newInputStream(path)) {
      return buffer.read(in, sizeBytes, Deadline.after(limits.total()));
    }
  }

  private static BasicFileAttributes attributesOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  /**
   * Makes an entity tag as web servers do for files: of the time of the last change and the size.
   */
  private static String tagOf(BasicFileAttributes attributes) {
    long modifiedMicros = attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS);
    return "\"%x-%x\"".formatted(modifiedMicros, attributes.size());
  }
}

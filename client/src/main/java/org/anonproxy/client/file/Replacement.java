package org.anonproxy.client.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the new content of a file beside it, and puts it in the old one's place in one step.
 *
 * <p>The temporary file lies in the target's directory, since only within one file system a rename
 * is atomic; its name cannot be guessed, and it is never one that exists. A new file has the
 * permissions that the umask leaves; one that replaces a file keeps that file's permissions, and
 * its owner and group where this process may give files away. Other hard links to a replaced file
 * keep the old content.
 *
 * <p>A target that is a symbolic link stays one: the file that it points to is replaced. A link to
 * nothing is refused.
 *
 * <p>Thread: one at a time.
 */
final class Replacement {
  private static final int NAME_BYTES = 8;

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;

  private Replacement(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Creates the temporary file, after finding out whatever can be known to fail later.
   *
   * @throws IOException with a message for the user, if the target cannot be written
   */
  static Replacement open(Path target) throws IOException {
    try {
      return create(resolve(target));
    } catch (FileSystemException e) {
      throw WriteFailure.of(target.toString(), e);
    }
  }

  private static Path resolve(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw WriteFailure.of(target.toString(), "it is a directory; name a file in it");
    }
    if (Files.isRegularFile(target)) {
      // Opening alone changes nothing, and asks for every permission there is: the file's own, a
      // read-only file system's, and the one to follow a stranger's link in a shared directory.
      FileChannel.open(target, StandardOpenOption.WRITE).close();
      return target.toRealPath();
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw WriteFailure.of(
          target.toString(),
          Files.isSymbolicLink(target)
              ? "it is a symbolic link to nothing; remove it, or create what it points to"
              : "it is no regular file");
    }
    return target.toAbsolutePath();
  }

  private static Replacement create(Path target) throws IOException {
    Path directory = directory(target);
    FileStore store = Files.getFileStore(directory);
    if (store.getTotalSpace() > 0 && store.getUsableSpace() == 0) {
      throw WriteFailure.of(target.toString(), "no space left on device");
    }
    @Nullable PosixFileAttributes replaced = attributes(target);
    Path temporary = directory.resolve(".anonclient-" + randomName() + ".part");
    FileChannel channel = FileChannel.open(temporary, options(), permissions(replaced));
    Replacement replacement = new Replacement(target, temporary, channel);
    try {
      replacement.inherit(replaced);
    } catch (IOException e) {
      replacement.discard();
      throw e;
    }
    return replacement;
  }

  private static Path directory(Path absolute) throws NoSuchFileException {
    Path directory = absolute.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NoSuchFileException(absolute.toString());
    }
    return directory;
  }

  private static String randomName() {
    byte[] name = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(name);
    return HexFormat.of().formatHex(name);
  }

  private static @Nullable PosixFileAttributes attributes(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view == null || !Files.exists(file) ? null : view.readAttributes();
  }

  private static Set<StandardOpenOption> options() {
    return Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Never lets the new content be read by more people than the old one, not even for a moment. */
  private static FileAttribute<?>[] permissions(@Nullable PosixFileAttributes replaced) {
    return replaced == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(replaced.permissions())};
  }

  private void inherit(@Nullable PosixFileAttributes replaced) throws IOException {
    if (replaced == null) {
      return;
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    PosixFileAttributes own = view.readAttributes();
    try {
      if (!own.group().equals(replaced.group())) {
        view.setGroup(replaced.group());
      }
      if (!own.owner().equals(replaced.owner())) {
        view.setOwner(replaced.owner());
      }
    } catch (FileSystemException e) {
      // Only root may give a file away; the new file then belongs to whoever fetched it.
    }
    view.setPermissions(replaced.permissions());
  }

  /** Returns where the new content goes. */
  FileChannel channel() {
    return channel;
  }

  /**
   * Puts the new content, which is safely on the disk first, in the target's place.
   *
   * @throws IOException if that fails; the temporary file is then gone and the target as it was
   */
  void commit() throws IOException {
    try {
      channel.force(true);
      channel.close();
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard();
      throw WriteFailure.of(target.toString(), e);
    }
    forceDirectory();
  }

  private void forceDirectory() {
    Path directory = target.getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      // The file is whole and in its place; some file systems cannot promise more than that.
    }
  }

  /** Removes the temporary file, if it is still there. */
  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(temporary);
  }
}

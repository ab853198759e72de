package org.anonproxy.client.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.anonproxy.client.PageSink;
import org.anonproxy.client.Pages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows that a file is whole or untouched, and that nothing is left beside it. */
final class FileSinkTest {
  private final ExecutorService writer = Executors.newFixedThreadPool(4);

  @TempDir private Path directory = Path.of("");

  @AfterEach
  void stopWriting() {
    writer.shutdown();
  }

  private static void write(PageSink sink, byte[] page) throws IOException {
    for (int offset = 0; offset < page.length; offset += 512) {
      sink.ready().toCompletableFuture().join();
      int length = Math.min(512, page.length - offset);
      sink.write(Unpooled.copiedBuffer(page, offset, length));
    }
  }

  private static void await(CompletionStage<Void> stage) {
    stage.toCompletableFuture().join();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private String refusal(Path target) {
    IOException e = assertThrows(IOException.class, () -> FileSink.open(target, writer));
    return String.valueOf(e.getMessage());
  }

  private static void assertCannotBeStored(PageSink sink, Path target) {
    Throwable cause =
        assertThrows(CompletionException.class, () -> await(sink.complete())).getCause();
    assertInstanceOf(IOException.class, cause);
    assertTrue(String.valueOf(cause).contains("cannot write " + target + ": "), cause::toString);
  }

  @Test
  void storesPagesOfEveryLengthInOrder() throws IOException {
    for (int length : new int[] {0, 1, 65_535, 65_536, 65_537, 3_000_000}) {
      byte[] page = Pages.random(length);
      Path target = directory.resolve("page");
      FileSink sink = FileSink.open(target, writer);
      write(sink, page);
      await(sink.complete());

      assertArrayEquals(page, Files.readAllBytes(target));
      assertEquals(List.of(target), files());
    }
  }

  @Test
  void showsTheOldFileUntilTheNewOneIsWhole() throws IOException {
    Path target = Files.writeString(directory.resolve("page"), "old");
    FileSink sink = FileSink.open(target, writer);
    write(sink, Pages.random(200_000));

    assertEquals("old", Files.readString(target));
    assertEquals(2, files().size());
    await(sink.complete());
    assertEquals(200_000, Files.size(target));
  }

  @Test
  void leavesEverythingAsItWasWhenAborted() throws IOException {
    Path target = Files.writeString(directory.resolve("page"), "old");
    for (int length : new int[] {0, 100, 400_000}) {
      FileSink sink = FileSink.open(target, writer);
      write(sink, Pages.random(length));
      await(sink.abort());

      assertEquals("old", Files.readString(target));
      assertEquals(List.of(target), files());
    }
  }

  @Test
  void leavesEverythingAsItWasWhenTheDiskFails() throws IOException {
    Path target = Files.writeString(directory.resolve("page"), "old");
    Replacement replacement = Replacement.open(target);
    FileSink sink = new FileSink(target, replacement, writer);
    replacement.channel().close();
    write(sink, Pages.random(100));

    assertCannotBeStored(sink, target);
    assertEquals("old", Files.readString(target));
    assertEquals(List.of(target), files());
  }

  @Test
  void saysSoWhenTheDirectoryIsGoneInTheEnd() throws IOException {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    Path target = gone.resolve("page");
    FileSink sink = FileSink.open(target, writer);
    try (Stream<Path> temporary = Files.list(gone)) {
      Files.delete(temporary.findFirst().orElseThrow());
    }
    Files.delete(gone);

    assertCannotBeStored(sink, target);
  }

  @Test
  void hidesTheUnfinishedFileBehindANameThatNobodyKnows() throws IOException {
    FileSink first = FileSink.open(directory.resolve("page"), writer);
    FileSink second = FileSink.open(directory.resolve("page"), writer);
    List<Path> files = files();

    assertEquals(2, files.size());
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      assertTrue(name.matches("\\.anonclient-[0-9a-f]{16}\\.part"), name);
    }
    await(first.abort());
    await(second.abort());
  }

  @Test
  void givesANewFileThePermissionsOfTheUmask() throws IOException {
    Path ordinary = Files.createFile(directory.resolve("ordinary"));
    Path target = directory.resolve("page");
    await(FileSink.open(target, writer).complete());

    assertEquals(permissions(ordinary), permissions(target));
  }

  @Test
  void keepsThePermissionsOfTheFileItReplaces() throws IOException {
    Path target = Files.writeString(directory.resolve("page"), "old");
    for (String permissions : List.of("rw-------", "rwxrwxrwx", "rw-rw----")) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(permissions));
      FileSink sink = FileSink.open(target, writer);
      assertEquals(permissions, permissions(files().get(0)));
      await(sink.complete());

      assertEquals(permissions, permissions(target));
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void replacesTheFileThatALinkPointsTo() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path real = Files.writeString(elsewhere.resolve("real"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("elsewhere/real"));
    FileSink sink = FileSink.open(link, writer);
    sink.write(Unpooled.copiedBuffer("new", UTF_8));
    await(sink.complete());

    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
    assertEquals(List.of(elsewhere, link), files());
  }

  @Test
  void refusesALinkToNothing() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nothing"));

    assertEquals(
        "cannot write "
            + link
            + ": it is a symbolic link to nothing; remove it, or create what it points to",
        refusal(link));
  }

  @Test
  void refusesADirectory() throws IOException {
    assertEquals(
        "cannot write " + directory + ": it is a directory; name a file in it", refusal(directory));
    assertEquals(List.of(), files());
  }

  @Test
  void refusesADirectoryThatIsMissing() {
    Path target = directory.resolve("missing").resolve("page");

    assertEquals(
        "cannot write " + target + ": its directory does not exist; create it first",
        refusal(target));
  }

  @Test
  void refusesAFileInThePlaceOfADirectory() throws IOException {
    Path target = Files.createFile(directory.resolve("file")).resolve("page");

    assertTrue(refusal(target).startsWith("cannot write " + target + ": "));
  }

  @Test
  void refusesWhereTheSystemForbidsIt() {
    assumeTrue(Files.isDirectory(Path.of("/sys")));
    String message = refusal(Path.of("/sys/page"));

    assertTrue(message.startsWith("cannot write /sys/page: "), message);
  }

  @Test
  void refusesAFileThatIsProtectedFromThisUser() throws IOException {
    Path target = Files.writeString(directory.resolve("page"), "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--r--r--"));

    if (Files.isWritable(target)) {
      // Nothing is protected from root.
      FileSink.open(target, Runnable::run).abort().toCompletableFuture().join();
    } else {
      assertEquals(
          "cannot write " + target + ": permission denied; choose another place", refusal(target));
    }
    assertEquals(List.of(target), files());
  }

  @Test
  void refusesWhatIsNoRegularFile() {
    assumeTrue(Files.exists(Path.of("/dev/null")));

    assertEquals("cannot write /dev/null: it is no regular file", refusal(Path.of("/dev/null")));
  }
}

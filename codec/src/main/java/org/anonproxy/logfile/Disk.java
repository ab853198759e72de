package org.anonproxy.logfile;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files and knows how much fits; in tests, one that fails when it is told to. */
interface Disk {

  /** The disk of this machine. */
  Disk REAL =
      file ->
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  /** Opens a file, which is made if need be, so that everything is appended. */
  SeekableByteChannel open(Path file) throws IOException;

  /** Returns how much fits beside a file, or a huge number where the file system does not say. */
  default long usableBytes(Path file) {
    File there = file.toFile();
    return there.getTotalSpace() == 0 ? Long.MAX_VALUE : there.getUsableSpace();
  }
}

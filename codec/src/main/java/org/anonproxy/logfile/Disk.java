package org.anonproxy.logfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files; in tests, one that fails when it is told to. */
interface Disk {

  /** The disk of this machine. */
  Disk REAL =
      file ->
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  /** Opens a file, which is made if need be, so that everything is appended. */
  SeekableByteChannel open(Path file) throws IOException;
}

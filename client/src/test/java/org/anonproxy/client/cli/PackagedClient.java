package org.anonproxy.client.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Puts the program together as the build does, launcher and jar in one file, before it has. */
final class PackagedClient {
  private static final List<String> LIBRARIES =
      List.of("netty", "picocli", "disruptor", "anonproxy-codec", "HdrHistogram");

  private final Set<String> names = new HashSet<>();

  private PackagedClient() {}

  /** Writes an executable program. */
  static void write(Path program) throws IOException {
    Files.copy(Path.of("src/main/launcher/anonclient.sh"), program);
    Path jar = program.resolveSibling("jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream archive = new JarOutputStream(file, manifest())) {
      archive.setLevel(0);
      new PackagedClient().addAll(archive);
    }
    try (OutputStream file = Files.newOutputStream(program, StandardOpenOption.APPEND)) {
      Files.copy(jar, file);
    }
    Files.delete(jar);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    return manifest;
  }

  private void addAll(JarOutputStream archive) throws IOException {
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(element);
      String name = String.valueOf(path.getFileName());
      if (Files.isDirectory(path) && name.equals("classes")) {
        addDirectory(path, archive);
      } else if (LIBRARIES.stream().anyMatch(name::startsWith) && Files.isRegularFile(path)) {
        addJar(path, archive);
      }
    }
  }

  private void addDirectory(Path directory, JarOutputStream archive) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        add(directory.relativize(file).toString(), Files.readAllBytes(file), archive);
      }
    }
  }

  private void addJar(Path jar, JarOutputStream archive) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
        add(entry.getName(), zip.getInputStream(entry).readAllBytes(), archive);
      }
    }
  }

  private void add(String name, byte[] bytes, JarOutputStream archive) throws IOException {
    boolean unwanted = name.endsWith("module-info.class") || name.equals("META-INF/MANIFEST.MF");
    if (!unwanted && names.add(name)) {
      archive.putNextEntry(new ZipEntry(name));
      archive.write(bytes);
      archive.closeEntry();
    }
  }
}

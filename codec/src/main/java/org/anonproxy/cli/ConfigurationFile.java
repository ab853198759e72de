package org.anonproxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration file: a line is {@code option = value}, empty, or a comment that begins
 * with {@code #}. The value is what follows the first {@code =}, without the blanks around it.
 *
 * <p>Errors name the file and the line but never quote a line that was not understood: what stands
 * there may have been meant for nobody's eyes.
 */
final class ConfigurationFile {
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;

  ConfigurationFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the settings in their order.
   *
   * @throws UserException if the file cannot be read or understood
   */
  List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    int number = 0;
    for (String line : text().split("\\R", -1)) {
      number++;
      String content = line.strip();
      if (!content.isEmpty() && !content.startsWith("#")) {
        settings.add(setting(content, origin(number)));
      }
    }
    return settings;
  }

  private String origin(int line) {
    return file + ", line " + line;
  }

  private static Setting setting(String content, String origin) {
    int equals = content.indexOf('=');
    String option = content.substring(0, Math.max(equals, 0)).strip();
    // What is no name may be an address with a password, of which the rest is behind an equals
    // sign.
    if (!option.matches("[A-Za-z0-9_.-]+")) {
      throw new UserException(origin + ": expected 'option = value'");
    }
    String value = content.substring(equals + 1).strip();
    if (value.isEmpty()) {
      throw new UserException(origin + ": '" + option + "' has no value");
    }
    return new Setting(option, value, origin);
  }

  private String text() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UserException("the configuration file " + file + " is longer than 1 MiB");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException("the configuration file " + file + " is not text in UTF-8", e);
    } catch (IOException e) {
      throw new UserException("cannot read the configuration file " + file + ": " + reason(e), e);
    }
  }

  private String reason(IOException cause) {
    if (Files.isDirectory(file)) {
      return "it is a directory";
    }
    if (cause instanceof NoSuchFileException) {
      return "it does not exist";
    }
    return cause instanceof AccessDeniedException ? "permission denied" : cause.toString();
  }
}

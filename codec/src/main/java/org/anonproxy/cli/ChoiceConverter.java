package org.anonproxy.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the name of an enum constant as users write it: in lower case, which the help shows. Upper
 * case is understood, too.
 *
 * @param <E> the enum
 */
final class ChoiceConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  private ChoiceConverter(Class<E> type) {
    this.type = type;
  }

  /** Has all options of a command and of its subcommands whose values are enums read like this. */
  static void applyTo(CommandLine command) {
    for (ArgSpec argument : command.getCommandSpec().args()) {
      Class<?> type = argument.typeInfo().getType();
      if (type.isEnum()) {
        apply(command, type.asSubclass(Enum.class));
      }
    }
    // No lambda: an archive of classes leaves out those of a class that picocli's are above.
    for (CommandLine subcommand : command.getSubcommands().values()) {
      applyTo(subcommand);
    }
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // a class of whatever enum
  private static void apply(CommandLine command, Class type) {
    command.registerConverter(type, new ChoiceConverter(type));
  }

  @Override
  public E convert(String text) {
    E[] choices = type.getEnumConstants();
    for (E choice : choices) {
      if (choice.name().equalsIgnoreCase(text)) {
        return choice;
      }
    }
    String names =
        Arrays.stream(choices)
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw new TypeConversionException("'" + text + "' is not one of " + names);
  }
}

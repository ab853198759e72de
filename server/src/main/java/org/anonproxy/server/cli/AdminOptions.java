package org.anonproxy.server.cli;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.anonproxy.cli.LogField;
import org.anonproxy.cli.UserException;
import org.anonproxy.cli.VersionProvider;
import org.anonproxy.server.admin.AdminAddress;
import org.anonproxy.server.admin.AdminServer;
import org.anonproxy.server.session.SessionObserver;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Is the option {@code --admin}, and what it opens: a mixin for the server's command. */
@Command(optionListHeading = "Serving:%n")
final class AdminOptions {
  private static final Logger LOGGER = LogManager.getLogger(AdminOptions.class);
  private static final Marker OPENED = MarkerManager.getMarker("admin-opened");
  private static final Marker EXPOSED = MarkerManager.getMarker("admin-exposed");

  @Option(
      names = "--admin",
      order = 16,
      paramLabel = "[ADDRESS:]PORT",
      converter = AddressConverter.class,
      description =
          "Show metrics, health and a dashboard over HTTP here; without an address, on 127.0.0.1"
              + " (default: nowhere).")
  private @Nullable AdminAddress address;

  private @Nullable AdminServer opened;

  /** Reads an address and a port, or a port alone. */
  static final class AddressConverter implements ITypeConverter<AdminAddress> {
    @Override
    public AdminAddress convert(String text) {
      try {
        return AdminAddress.parse(text);
      } catch (IllegalArgumentException notUnderstood) {
        throw new TypeConversionException(String.valueOf(notUnderstood.getMessage()));
      } catch (UnknownHostException unknown) {
        throw new TypeConversionException("the address of '" + text + "' is not known");
      }
    }
  }

  /**
   * Listens, if that is wanted.
   *
   * @return {@code null} if it is not
   * @throws UserException if the address cannot be bound
   */
  @Nullable AdminServer open() {
    AdminAddress wanted = address;
    if (wanted == null) {
      return null;
    }
    AdminServer admin;
    try {
      admin = AdminServer.bind(wanted, VersionProvider.version());
    } catch (IOException cannotBind) {
      throw new UserException(
          "cannot listen on "
              + NetUtil.toSocketAddressString(wanted.socket())
              + " for --admin: "
              + cannotBind.getMessage()
              + "; give a free port (0 takes any) and an address of this machine",
          cannotBind);
    }
    if (!wanted.isLoopback()) {
      LOGGER.warn(
          EXPOSED,
          "--admin: who reaches {} sees everything; it asks for no password",
          new LogField("host", wanted.host()));
    }
    LOGGER.info(
        OPENED,
        "admin page at http://{}/",
        new LogField("address", NetUtil.toSocketAddressString(admin.address())));
    opened = admin;
    return admin;
  }

  /** Returns what has to be told of sessions, once that is {@link #open}. */
  Optional<SessionObserver> observer() {
    return Optional.ofNullable(opened).map(AdminServer::observer);
  }
}

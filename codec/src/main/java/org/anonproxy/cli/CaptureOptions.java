package org.anonproxy.cli;

import io.netty.channel.ChannelHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.anonproxy.capture.CaptureObserver;
import org.anonproxy.capture.CaptureSettings;
import org.anonproxy.capture.CaptureSource;
import org.anonproxy.capture.PacketCapture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Is the options {@code --capture} and its kin of both programs, and the capture that they ask for,
 * closed after everything that is captured.
 */
public final class CaptureOptions implements AutoCloseable {
  private final OptionSpec file =
      OptionSpec.builder("--capture")
          .type(Path.class)
          .order(46)
          .paramLabel("FILE")
          .description("Capture every datagram to this file, for Wireshark (pcapng).")
          .build();

  private final OptionSpec fileBytes =
      OptionSpec.builder("--capture-size")
          .type(long.class)
          .order(47)
          .paramLabel("SIZE")
          .defaultValue("64M")
          .converters(new SizeConverter())
          .description(
              "Set a capture file aside when it is this big, 128K or more (default:"
                  + " ${DEFAULT-VALUE}).")
          .build();

  private final OptionSpec files =
      OptionSpec.builder("--capture-files")
          .type(int.class)
          .order(48)
          .paramLabel("N")
          .defaultValue("4")
          .converters(new NumberConverter.Positive())
          .description(
              "Keep this many capture files, then delete the oldest (default: ${DEFAULT-VALUE}).")
          .build();

  private @Nullable PacketCapture capture;
  private boolean givenUp;

  /** Makes the options for one command. */
  public CaptureOptions() {}

  /** Returns the options for the command that has them. */
  public CommandSpec mixin() {
    return OptionMixin.of("Capture", file, fileBytes, files);
  }

  private @Nullable Path file() {
    return file.getValue();
  }

  /**
   * Takes the capture file, if one is asked for and none was {@link #giveUp given up}, without
   * changing it.
   *
   * @throws UserException if it cannot be written
   * @throws ParameterException if the bounds are wrong
   */
  public synchronized void claim() {
    Path path = file();
    try {
      CaptureSettings settings =
          CaptureSettings.STANDARD.withFiles(fileBytes.<Long>getValue(), files.<Integer>getValue());
      if (path != null && !givenUp) {
        capture = PacketCapture.claim(path, settings);
      }
    } catch (IllegalArgumentException outOfRange) {
      throw new ParameterException(
          file.command().commandLine(),
          String.valueOf(outOfRange.getMessage()),
          outOfRange,
          fileBytes,
          null);
    } catch (IOException cannotWrite) {
      throw new UserException(String.valueOf(cannotWrite.getMessage()), cannotWrite);
    }
  }

  /**
   * Begins the capture of a server's sockets, if one is asked for.
   *
   * @return to be put first into every pipeline, or null
   * @throws UserException if the file cannot be written after all
   */
  public @Nullable ChannelHandler beginAt(InetSocketAddress bound, CaptureObserver observer) {
    return begin("udp port " + bound.getPort(), bound, observer);
  }

  /**
   * Begins the capture of sockets that talk to one server, if one is asked for.
   *
   * @return to be put first into every pipeline, or null
   * @throws UserException if the file cannot be written after all
   */
  public @Nullable ChannelHandler beginTowards(InetSocketAddress server, CaptureObserver observer) {
    String host = server.getAddress().getHostAddress().replaceFirst("%.*", "");
    return begin("udp port " + server.getPort() + " and host " + host, server, observer);
  }

  private synchronized @Nullable ChannelHandler begin(
      String filter, InetSocketAddress address, CaptureObserver observer) {
    if (capture == null) {
      return null;
    }
    CaptureSource source =
        new CaptureSource(
            VersionProvider.programAndVersion(file.command()),
            "udp " + NetUtil.toSocketAddressString(address),
            filter);
    try {
      return capture.begin(source, observer);
    } catch (IOException cannotWrite) {
      throw new UserException(
          "cannot write the capture " + file() + ": " + cannotWrite.getMessage(), cannotWrite);
    }
  }

  /**
   * Requires that nothing else is written to the capture's file.
   *
   * @throws ParameterException if the packet log is, or {@code other}
   */
  public void requireOwnFile(PacketLogOption log, @Nullable Path other) {
    Path path = file();
    if (path != null && log.isSameFile(path)) {
      throw unusable("The capture and the packet log cannot both go to the same file");
    }
    if (path != null && other != null && FileNames.areSame(path, other)) {
      throw unusable("The capture and the page cannot both be the same file");
    }
  }

  private ParameterException unusable(String reason) {
    return new ParameterException(file.command().commandLine(), reason);
  }

  /** Returns how many datagrams are missing from the capture. */
  public long lostDatagrams() {
    return capture == null ? 0 : capture.lostDatagrams();
  }

  /**
   * Leaves the file as it was, and is never to be followed by the begin of the capture: for a
   * program that a signal ends before it captures anything. From any thread.
   */
  public synchronized void giveUp() {
    givenUp = true;
    close();
  }

  /** Writes what was captured. */
  @Override
  public synchronized void close() {
    if (capture == null) {
      return;
    }
    try {
      capture.close();
    } catch (IOException cannotRemove) {
      throw new UserException(
          "cannot close the capture " + file() + ": " + cannotRemove.getMessage(), cannotRemove);
    }
  }
}

package org.anonproxy.trace;

import io.netty.buffer.ByteBuf;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the UDP datagrams in a pcapng or pcap file, one after the other, and passes over all else.
 *
 * <p>Memory stays bounded whatever the file says, and the only exceptions are {@link IOException}s.
 * Thread: one at a time.
 */
public final class CaptureReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final InputStream in;
  private final FrameSource frames;
  private boolean cutShort;
  private int unknownLinkType = -1;

  private CaptureReader(InputStream in, FrameSource frames) {
    this.in = in;
    this.frames = frames;
  }

  /**
   * Opens a file.
   *
   * @throws CaptureFormatException if it is no capture
   */
  public static CaptureReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return open(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Reads from a stream, which closing the reader closes.
   *
   * @throws CaptureFormatException if it is no capture
   */
  public static CaptureReader open(InputStream stream) throws IOException {
    InputStream buffered = new BufferedInputStream(stream, BUFFER_BYTES);
    CaptureInput input = new CaptureInput(buffered);
    try {
      int magic = input.take(Integer.BYTES).getInt(0);
      if (magic == PcapngFrames.MAGIC) {
        return new CaptureReader(buffered, PcapngFrames.open(input));
      }
      if (PcapFrames.isMagic(magic)) {
        return new CaptureReader(buffered, PcapFrames.open(input, magic));
      }
    } catch (EOFException tooShort) {
      throw new CaptureFormatException("it is too short for a capture");
    }
    throw new CaptureFormatException("it is neither pcapng nor pcap");
  }

  /**
   * Returns the next datagram, or null at the end: see {@link #isCutShort}.
   *
   * @throws CaptureFormatException if the file is broken
   */
  public @Nullable CapturedUdp next() throws IOException {
    try {
      for (FrameSource.Frame frame = frames.next(); frame != null; frame = frames.next()) {
        CapturedUdp datagram = datagram(frame);
        if (datagram != null) {
          return datagram;
        }
      }
    } catch (EOFException cut) {
      cutShort = true;
    }
    return null;
  }

  private @Nullable CapturedUdp datagram(FrameSource.Frame frame) {
    if (!LinkLayer.isKnown(frame.linkType())) {
      unknownLinkType = frame.linkType();
      return null;
    }
    ByteBuf bytes = frame.bytes();
    int ip = LinkLayer.ipIndex(frame.linkType(), bytes);
    return ip < 0 ? null : UdpExtraction.extract(frame.epochNanos(), bytes, ip);
  }

  /** Tells whether the file ended in the middle of a packet, as one does that is being written. */
  public boolean isCutShort() {
    return cutShort;
  }

  /** Returns the number of a link type that was passed over because it is not known, or -1. */
  public int unknownLinkType() {
    return unknownLinkType;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

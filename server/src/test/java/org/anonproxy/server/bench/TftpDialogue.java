package org.anonproxy.server.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads one file over TFTP over and over (RFC 1350). */
final class TftpDialogue implements Dialogue {
  private static final int READ_REQUEST = 1;
  private static final int DATA = 3;
  private static final int ACKNOWLEDGMENT = 4;
  private static final int HEADER_BYTES = 4;
  private static final int BLOCK_BYTES = 512;

  private final String file;
  private int expectedBlock;
  private boolean carriedBlock;
  private boolean complete;

  TftpDialogue(String file) {
    this.file = file;
  }

  @Override
  public ByteBuf begin(ByteBufAllocator allocator) {
    expectedBlock = 1;
    ByteBuf request = allocator.directBuffer().writeShort(READ_REQUEST);
    request.writeCharSequence(file, StandardCharsets.US_ASCII);
    request.writeByte(0);
    request.writeCharSequence("octet", StandardCharsets.US_ASCII);
    return request.writeByte(0);
  }

  @Override
  public @Nullable ByteBuf answer(ByteBuf datagram, ByteBufAllocator allocator) {
    int start = datagram.readerIndex();
    int block = datagram.getUnsignedShort(start + 2);
    carriedBlock = datagram.getUnsignedShort(start) == DATA && block == expectedBlock;
    complete = carriedBlock && datagram.readableBytes() < HEADER_BYTES + BLOCK_BYTES;
    if (!carriedBlock) {
      return null;
    }
    expectedBlock = block + 1 & 0xffff;
    return allocator.directBuffer(HEADER_BYTES).writeShort(ACKNOWLEDGMENT).writeShort(block);
  }

  @Override
  public boolean carriedBlock() {
    return carriedBlock;
  }

  @Override
  public boolean isComplete() {
    return complete;
  }
}

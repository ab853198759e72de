package org.anonproxy.netty;

/**
 * Is told of every packet that a driver receives or sends, in order.
 *
 * <p>Called on the event loop: an implementation does not throw, and it waits only if its user
 * chose a log without holes over speed. Numbers are to be read as unsigned; flags are a legal
 * combination of the constants in {@link org.anonproxy.wire.Flags}. Malformed datagrams are not
 * packets and are not reported.
 */
public interface PacketLog {
  /** Logs nothing; drivers recognise it and skip the call altogether. */
  PacketLog NONE =
      new PacketLog() {
        @Override
        public void received(int sequenceNumber, int acknowledgmentNumber, int flags) {}

        @Override
        public void sent(int sequenceNumber, int acknowledgmentNumber, int flags) {}
      };

  /** Reports a packet that arrived. */
  void received(int sequenceNumber, int acknowledgmentNumber, int flags);

  /** Reports a packet that was handed to the socket. */
  void sent(int sequenceNumber, int acknowledgmentNumber, int flags);
}

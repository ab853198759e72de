package org.anonproxy.trace;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the conversations in a capture, in the order of their first packets. */
public final class Conversations {
  /** How many are kept apart; packets of further ones are passed over. */
  public static final int MAX_CONVERSATIONS = 1 << 16;

  /** The keys are comparable, so that a map full of chosen ones is searched as a tree. */
  private final Map<String, Conversation> byEnds = new LinkedHashMap<>();

  private boolean overflowed;

  private Conversations() {}

  /** Reads a capture to its end. */
  public static Conversations read(CaptureReader reader) throws IOException {
    Conversations conversations = new Conversations();
    for (CapturedUdp datagram = reader.next(); datagram != null; datagram = reader.next()) {
      conversations.add(datagram);
    }
    return conversations;
  }

  private void add(CapturedUdp datagram) {
    String ends = ends(datagram);
    Conversation conversation = byEnds.get(ends);
    if (conversation == null) {
      if (byEnds.size() == MAX_CONVERSATIONS) {
        overflowed = true;
        return;
      }
      conversation = new Conversation(byEnds.size() + 1, datagram);
      byEnds.put(ends, conversation);
    }
    conversation.add(datagram);
  }

  /** Tells whether a datagram belongs to a conversation. */
  static boolean isPartOf(Conversation conversation, CapturedUdp datagram) {
    InetSocketAddress source = datagram.source();
    InetSocketAddress destination = datagram.destination();
    return source.equals(conversation.client())
        ? destination.equals(conversation.server())
        : source.equals(conversation.server()) && destination.equals(conversation.client());
  }

  /** Names both ends in an order that does not depend on the direction. */
  private static String ends(CapturedUdp datagram) {
    String source = end(datagram.source());
    String destination = end(datagram.destination());
    return source.compareTo(destination) < 0 ? source + destination : destination + source;
  }

  private static String end(InetSocketAddress address) {
    String bytes = new String(address.getAddress().getAddress(), StandardCharsets.ISO_8859_1);
    return bytes + (char) address.getPort();
  }

  /** Returns those that seem to be the anon protocol. */
  public List<Conversation> plausible() {
    return byEnds.values().stream().filter(Conversation::isPlausible).toList();
  }

  /** Tells whether there were more than {@link #MAX_CONVERSATIONS}. */
  public boolean isOverflowed() {
    return overflowed;
  }
}

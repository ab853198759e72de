package org.anonproxy.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.anonproxy.transport.RetransmissionPolicy;
import org.junit.jupiter.api.Test;

/** Proves of every invariant of conversations that it can fail, by an endpoint that breaks it. */
final class ConversationInvariantsTest extends InvariantFixture {
  /** A conversation that says what a test wants it to say. */
  private static class StubConversation extends Conversation {
    @Override
    protected Object state() {
      return "STUB";
    }

    @Override
    protected long progressBytes() {
      return 0;
    }

    @Override
    protected boolean isOver() {
      return false;
    }

    @Override
    protected boolean hasDeadline() {
      return true;
    }

    @Override
    protected long deadlineNanos() {
      return SECOND;
    }

    @Override
    protected long patienceNanos() {
      return 10 * SECOND;
    }
  }

  /** An endpoint with one conversation. */
  private final class Talker extends StubEndpoint {
    private final Conversation conversation;

    Talker(Conversation conversation) {
      super(server);
      this.conversation = conversation;
    }

    @Override
    public List<Conversation> conversations() {
      return List.of(conversation);
    }
  }

  @Test
  void seesAStateWithoutDeadline() {
    Conversation wrong =
        new StubConversation() {
          @Override
          protected boolean hasDeadline() {
            return false;
          }
        };
    breaks(
        "every state but the last owns a deadline", () -> network.start(client, new Talker(wrong)));
  }

  @Test
  void seesADeadlineBeyondAllPatience() {
    Conversation wrong =
        new StubConversation() {
          @Override
          protected long deadlineNanos() {
            return 11 * SECOND;
          }
        };
    breaks(
        "every state but the last owns a deadline", () -> network.start(client, new Talker(wrong)));
  }

  @Test
  void seesAStateThatNeverEnds() {
    StubEndpoint wrong =
        new StubEndpoint(server) {
          private final Conversation conversation =
              new StubConversation() {
                @Override
                protected long deadlineNanos() {
                  return deadline;
                }
              };
          private long deadline = SECOND;

          @Override
          public List<Conversation> conversations() {
            return List.of(conversation);
          }

          @Override
          public boolean hasDeadline() {
            return true;
          }

          @Override
          public long deadlineNanos() {
            return deadline;
          }

          @Override
          public void timeout(long nowNanos) {
            deadline += nowNanos == deadline ? SECOND : 0;
          }
        };
    network.start(client, wrong);
    breaks("every state ends within its bound", network::run);
    assertEquals(11 * SECOND, network.clock().elapsedNanos());
  }

  @Test
  void seesAPageThatIsKept() {
    PageListener listener = listener(PageVersions.ofSizes(100));
    listener.leakPage();
    breaks("no buffer leaks", () -> network.start(server, listener));
  }

  @Test
  void seesBytesOfNoVersion() {
    PageVersions sent = PageVersions.ofSizes(1000, 1000);
    PageListener listener = listener(sent);
    listener.refresh();
    breaks(
        "received bytes are a prefix of one version",
        () -> fetch(listener, PageVersions.ofSizes(1000)));
  }

  @Test
  void seesAnEndBeforeTheEnd() {
    PageVersions shorter = PageVersions.ofSizes(600);
    breaks(
        "received bytes are a prefix of one version",
        () -> fetch(listener(shorter), PageVersions.ofSizes(1000)));
  }

  @Test
  void seesMoreBytesThanThereAre() {
    PageVersions longer = PageVersions.ofSizes(1600);
    breaks(
        "received bytes are a prefix of one version",
        () -> fetch(listener(longer), PageVersions.ofSizes(1000)));
  }

  private PageListener listener(PageVersions versions) {
    return new PageListener(
        network.clock(), RetransmissionPolicy.STANDARD, versions, PageListener.keyed(0));
  }

  private void fetch(PageListener listener, PageVersions expected) {
    network.start(server, listener);
    network.start(
        client,
        PageClient.lingering(server, 0, expected, RetransmissionPolicy.STANDARD, null, ISN));
    network.run();
  }
}

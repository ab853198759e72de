package org.anonproxy.transport;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.anonproxy.transport.TestPacket.ack;
import static org.anonproxy.transport.TestPacket.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.anonproxy.wire.Flags;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches whole pages as programs do that read only half of the protocol. */
final class NaiveClientTest {
  @RegisterExtension final SenderScenario sender = new SenderScenario();

  /** Each constant answers the {@code index}-th block in its own way. */
  enum Habit {
    REGULAR,
    COUNTS_HEADER {
      @Override
      TestPacket answerTo(TestPacket block, int index) {
        TestPacket regular = super.answerTo(block, index);
        return packet(
            regular.sequenceNumber(), regular.acknowledgmentNumber() + 12, regular.flags());
      }
    },
    ADDS_ONE {
      @Override
      TestPacket answerTo(TestPacket block, int index) {
        TestPacket regular = super.answerTo(block, index);
        return packet(
            regular.sequenceNumber(), regular.acknowledgmentNumber() + 1, regular.flags());
      }
    },
    KEEPS_ITS_NUMBER {
      @Override
      TestPacket answerTo(TestPacket block, int index) {
        return super.answerTo(block, index).withSequenceNumber(12346);
      }
    },
    COUNTS_ITS_ACKS_FROM_ELSEWHERE {
      @Override
      TestPacket answerTo(TestPacket block, int index) {
        return super.answerTo(block, index).withSequenceNumber(12345 + index);
      }
    },
    ANSWERS_FIN_PLAINLY {
      @Override
      TestPacket answerTo(TestPacket block, int index) {
        return super.answerTo(block, index).with(Flags.ACK);
      }
    },
    SETS_FIN_ALWAYS {
      @Override
      TestPacket answerTo(TestPacket block, int index) {
        return super.answerTo(block, index).with(Flags.FIN_ACK);
      }
    },
    SENDS_PAYLOAD {
      @Override
      TestPacket answerTo(TestPacket block, int index) {
        return super.answerTo(block, index).with("474554202f");
      }
    };

    TestPacket answerTo(TestPacket block, int index) {
      return SenderScenario.answerTo(block);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isServedByOnePacketPerBlock(Habit habit) {
    for (int pageBytes : new int[] {1, 5, 512, 513, 1029, 5000}) {
      sender.startingAt(0).serves(pageBytes).expectSent(sender.synAck());
      sender.receives(sender.thirdPacket());
      answerEveryBlock(habit, pageBytes, Duration.ZERO);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Habit.class,
      names = {"KEEPS_ITS_NUMBER", "COUNTS_ITS_ACKS_FROM_ELSEWHERE", "ANSWERS_FIN_PLAINLY"},
      mode = EnumSource.Mode.EXCLUDE)
  void isServedAnEmptyPage(Habit habit) {
    sender.serves(0).expectSent(sender.synAck()).receives(sender.thirdPacket());
    answerEveryBlock(habit, 0, Duration.ZERO);
  }

  @ParameterizedTest
  @EnumSource
  void isServedAfterSwappedThirdPacket(Habit habit) {
    sender.serves(1029).expectSent(sender.synAck()).receives(ack(101, 12346));
    answerEveryBlock(habit, 1029, Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 512, 513, 1029})
  void isServedThoughItNeverAnswersFin(int pageBytes) {
    sender.withRetries(1).serves(pageBytes).expectSent(sender.synAck());
    sender.receives(sender.thirdPacket());
    int last = Math.max(1, (pageBytes + 511) / 512) - 1;
    for (int index = 0; index < last; index++) {
      sender.expectSent(sender.block(index)).receives(sender.answerTo(index));
    }
    sender.expectSent(sender.block(last));
    sender.at(ofMillis(500)).expectSent(sender.block(last));
    sender.expectSilenceUntil(ofMillis(1500)).expectClosed(CloseReason.UNCONFIRMED);
  }

  @ParameterizedTest
  @EnumSource
  void isServedThoughItPauses(Habit habit) {
    sender.withMinRto(ofSeconds(1)).serves(5000).expectSent(sender.synAck());
    sender.receives(sender.thirdPacket());
    answerEveryBlock(habit, 5000, ofMillis(800));
  }

  private void answerEveryBlock(Habit habit, int pageBytes, Duration pause) {
    int blocks = Math.max(1, (pageBytes + 511) / 512);
    for (int index = 0; index < blocks; index++) {
      sender.expectSent(sender.block(index));
      if (!pause.isZero()) {
        sender.expectSilenceUntil(pause.multipliedBy(index + 1L));
      }
      sender.receives(habit.answerTo(sender.block(index), index), Disposition.ACCEPTED);
    }
    sender.expectNothingSent().expectClosed(CloseReason.COMPLETED);
    assertEquals(pageBytes, sender.sender().acknowledgedBytes());
    assertEquals(0, sender.sender().retransmissions());
  }
}

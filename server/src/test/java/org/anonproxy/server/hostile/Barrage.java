package org.anonproxy.server.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends many datagrams, at a rate or as fast as a server reads them. */
public final class Barrage {
  private static final int SHOTS_PER_LOOK = 1024;
  private static final long FULL_BYTES = 2 << 20;
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long startNanos = System.nanoTime();
  private final long endNanos;

  private Barrage(Duration atMost) {
    endNanos = startNanos + atMost.toNanos();
  }

  /** Sends one datagram. */
  @FunctionalInterface
  public interface Gun {
    void shoot(int shot) throws IOException;
  }

  /**
   * Sends {@code shots} datagrams, none of which {@code queue} has to drop, and returns how many it
   * sent before the time was up.
   */
  static int withoutLoss(int shots, Duration atMost, SocketQueue queue, Gun gun)
      throws IOException {
    Barrage barrage = new Barrage(atMost);
    int shot = 0;
    while (shot < shots && !barrage.isTimeUp()) {
      if (shot % SHOTS_PER_LOOK == 0) {
        while (queue.waitingBytes() > FULL_BYTES && !barrage.isTimeUp()) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
      gun.shoot(shot++);
    }
    return shot;
  }

  /** Sends so many datagrams per second for a while, full queue or not, and returns how many. */
  public static int atRate(int shotsPerSecond, Duration duration, Gun gun) throws IOException {
    Barrage barrage = new Barrage(duration);
    int shot = 0;
    while (!barrage.isTimeUp()) {
      long due = (System.nanoTime() - barrage.startNanos) * shotsPerSecond / NANOS_PER_SECOND;
      if (shot >= due) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      while (shot < due) {
        gun.shoot(shot++);
      }
    }
    return shot;
  }

  private boolean isTimeUp() {
    return endNanos - System.nanoTime() <= 0;
  }
}

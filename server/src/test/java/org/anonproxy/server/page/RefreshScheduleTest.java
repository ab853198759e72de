package org.anonproxy.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.anonproxy.server.page.ScriptedOrigin.SOURCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Follows a page through months of virtual time. */
final class RefreshScheduleTest {
  private static final RefreshPolicy EVERY_MINUTE =
      new RefreshPolicy(Duration.ofMinutes(1), Duration.ofHours(1));
  private static final double MIDDLE = 0.5;

  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final PageCache cache = new PageCache(origin, 1000, Runnable::run);
  private final List<String> published = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private long nowNanos = Long.MAX_VALUE - 1;
  private Instant wallClock = Instant.parse("2026-11-01T00:00:00Z");
  private PageUpkeep upkeep;

  @BeforeEach
  void fetch() throws PageFetchException {
    upkeep = upkeep();
  }

  private PageUpkeep upkeep() throws PageFetchException {
    CachedPage first = cache.get(SOURCE);
    try {
      return new PageUpkeep(cache, SOURCE, first, () -> nowNanos, () -> wallClock);
    } finally {
      first.page().release();
    }
  }

  @AfterEach
  void leavesNothingBehind() {
    cache.close();
    assertEquals(0, origin.pagesAlive());
  }

  /** Waits as long as the schedule says, looks, and returns the seconds waited. */
  private double next(RefreshPolicy policy, double random) {
    Duration wait = upkeep.untilNext(policy, random);
    pass(wait);
    look();
    return wait.toNanos() / 1e9;
  }

  private double next() {
    return next(EVERY_MINUTE, MIDDLE);
  }

  private void pass(Duration duration) {
    nowNanos += duration.toNanos();
    wallClock = wallClock.plus(duration);
  }

  private void look() {
    try {
      upkeep.look(
          page -> published.add(page.content().toString(UTF_8)),
          (before, now, requested) -> log.add(now.lastResult() + " " + requested),
          false);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void publishesEachNewVersionOnce() {
    next();
    origin.has("second");
    next();
    next();
    assertEquals(List.of("second"), published);
    assertEquals(List.of("UNCHANGED false", "UPDATED false", "UNCHANGED false"), log);
    assertEquals(2, upkeep.status().count(CheckResult.UPDATED));
    assertEquals(2, upkeep.status().count(CheckResult.UNCHANGED));
    assertEquals(0, upkeep.status().count(CheckResult.FAILED));
  }

  @Test
  void spreadsItsLooksByATenthEachWay() {
    assertEquals(54, next(EVERY_MINUTE, 0), 1e-6);
    assertEquals(66, next(EVERY_MINUTE, 1), 1e-6);
    Random random = new Random(1);
    double sum = 0;
    for (int look = 0; look < 1000; look++) {
      double seconds = next(EVERY_MINUTE, random.nextDouble());
      assertTrue(seconds >= 54 && seconds <= 66, () -> seconds + " s");
      sum += seconds;
    }
    assertEquals(60, sum / 1000, 0.5);
  }

  @Test
  void leavesAFreshPageAloneUpToTheBound() {
    assertEquals(60, next());
    origin.says("max-age=600");
    next();
    assertEquals(600, next());
    origin.says("max-age=31536000");
    assertEquals(600, next());
    assertEquals(3600, next());
    assertEquals(3960, next(EVERY_MINUTE, 1), 1e-6);
  }

  @Test
  void neverAsksMoreOftenThanTheInterval() {
    for (String control : List.of("max-age=1", "max-age=0, must-revalidate", "no-cache")) {
      origin.says(control);
      next();
      assertEquals(60, next(), control);
    }
  }

  @Test
  void triesSoonAndThenLessAndLessOftenWhileTheOriginFails() {
    origin.isDown();
    RefreshPolicy hourly = new RefreshPolicy(Duration.ofHours(1), Duration.ofHours(1));
    assertEquals(3600, next(hourly, MIDDLE));
    List<Double> waits = new ArrayList<>();
    for (int attempt = 0; attempt < 12; attempt++) {
      waits.add(next(hourly, MIDDLE));
    }
    assertEquals(
        List.of(
            10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 1280.0, 2560.0, 3600.0, 3600.0, 3600.0),
        waits);
    assertEquals(13, upkeep.status().consecutiveFailures());
    assertEquals(9, upkeep.untilNext(EVERY_MINUTE, 0).toMillis() / 6000, "jitter");

    origin.has("second");
    next(hourly, MIDDLE);
    assertEquals(0, upkeep.status().consecutiveFailures());
    assertEquals(3600, next(hourly, MIDDLE));
    assertEquals(List.of("second"), published);
  }

  @Test
  void staysWithAMinuteWhenItLooksEverySecond() {
    origin.isDown();
    RefreshPolicy everySecond = new RefreshPolicy(Duration.ofSeconds(1), Duration.ofHours(1));
    next(everySecond, MIDDLE);
    List<Double> waits = new ArrayList<>();
    for (int attempt = 0; attempt < 100; attempt++) {
      waits.add(next(everySecond, MIDDLE));
    }
    assertEquals(List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0), waits.subList(0, 8));
    assertEquals(60, waits.get(99));
  }

  @Test
  void leavesAnOriginAloneForAsLongAsItAsks() {
    origin.isDownAndSays(Duration.ofMinutes(5));
    next();
    assertEquals(300, next(EVERY_MINUTE, 0), "never earlier");
    assertEquals(330, next(EVERY_MINUTE, 1), 1e-6);
    origin.isDownAndSays(null);
    assertEquals(300, next(EVERY_MINUTE, 0));
    assertEquals(60, next(), "its last word counts, and the back-off has gone on");
    origin.isDownAndSays(Duration.ofMinutes(5));
    next();
    origin.isUp();
    assertEquals(300, next(EVERY_MINUTE, 0));
    assertEquals(60, next());
  }

  @Test
  void isNotSilencedByAnOriginThatAsksForAYear() {
    origin.isDownAndSays(Duration.ofDays(365));
    next();
    assertEquals(3600, next(EVERY_MINUTE, 0));
    assertEquals(3960, next(EVERY_MINUTE, 1), 1e-6);
  }

  @Test
  void triesNoSoonerBecauseAnOriginAllowsIt() {
    origin.isDownAndSays(Duration.ofSeconds(1));
    next();
    List<Double> waits = new ArrayList<>();
    for (int attempt = 0; attempt < 4; attempt++) {
      waits.add(next());
    }
    assertEquals(List.of(10.0, 20.0, 40.0, 60.0), waits);
  }

  @Test
  void countsThePagesAgeFromItsOriginsLastWord() {
    pass(Duration.ofSeconds(30));
    assertEquals(Duration.ofSeconds(30), upkeep.status().age());
    look();
    assertEquals(Duration.ZERO, upkeep.status().age());
    origin.isDown();
    for (int attempt = 0; attempt < 50; attempt++) {
      next();
    }
    PageStatus status = upkeep.status();
    assertTrue(status.age().compareTo(Duration.ofMinutes(40)) > 0, status::toString);
    assertEquals("cannot download it; try again later", status.lastFailure());
    assertEquals(wallClock, status.checkedAt());
    origin.isUp();
    look();
    assertEquals(Duration.ZERO, upkeep.status().age());
    assertNull(upkeep.status().lastFailure());
  }

  @Test
  void tellsSinceWhenTheOriginFails() {
    assertNull(upkeep.status().failure());
    origin.isDown();
    pass(Duration.ofSeconds(30));
    look();
    wallClock = Instant.EPOCH;
    pass(Duration.ofSeconds(10));
    look();
    pass(Duration.ofSeconds(5));
    assertEquals(failure(2, 15), upkeep.status().failure());
    origin.isUp();
    look();
    assertNull(upkeep.status().failure());
    origin.isDown();
    look();
    assertEquals(failure(1, 0), upkeep.status().failure());
  }

  private static OriginFailure failure(int looks, long seconds) {
    String reason = "cannot download it; try again later";
    String publicReason = "cannot download the page; try again later";
    return new OriginFailure(reason, publicReason, looks, Duration.ofSeconds(seconds));
  }

  @Test
  void doesNotMindAClockThatJumps() {
    for (String jump : List.of("2040-01-01T00:00:00Z", "1970-01-01T00:00:00Z")) {
      Duration age = upkeep.status().age();
      wallClock = Instant.parse(jump);
      assertEquals(age, upkeep.status().age());
      assertEquals(60, next());
      assertEquals(wallClock, upkeep.status().checkedAt());
      assertEquals(Duration.ZERO, upkeep.status().age());
    }
  }

  @Test
  void saysWhenThePageIsServedForLongerThanItsOriginAllows() {
    origin.says("max-age=60, stale-if-error=600");
    look();
    origin.isDown();
    pass(Duration.ofSeconds(659));
    look();
    assertFalse(upkeep.status().overdue());
    pass(Duration.ofSeconds(2));
    assertTrue(upkeep.status().overdue());
    origin.isUp();
    look();
    assertFalse(upkeep.status().overdue());
  }

  @Test
  void servesOnWhatMustBeRevalidatedAndSaysSo() {
    origin.says("no-cache");
    look();
    pass(Duration.ofDays(1));
    assertFalse(upkeep.status().overdue(), "nobody failed");
    origin.isDown();
    look();
    assertTrue(upkeep.status().overdue());
    assertEquals(List.of(), published);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 99})
  void refusesToAskMoreOftenThanIsSensible(long millis) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RefreshPolicy(Duration.ofMillis(millis), Duration.ofHours(1)));
  }

  @Test
  void refusesABoundBelowTheInterval() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RefreshPolicy(Duration.ofHours(2), Duration.ofHours(1)));
  }
}

package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LoadLoopsTest {
  private final EventLoop eventLoop = new DefaultEventLoop();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final LoadLoops loops = new LoadLoops(stop);

  @BeforeEach
  void addLoop() {
    LoadPlan plan =
        LoadPlan.of(
            Target.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)),
            Workload.closed(1, 1));
    loops.add(new LoadLoop(eventLoop, plan, new LoopShare(plan, 0), new ReferenceContent()));
  }

  @AfterEach
  void endLoop() {
    Future<?> unused = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void returnsWhatTheLoopsAnswer() throws Exception {
    assertEquals(List.of(7), loops.call(loop -> () -> 7));
  }

  @Test
  void waitsNoLongerForAStuckLoopWhenTheUserAsksForTheEnd() {
    CountDownLatch never = new CountDownLatch(1);
    eventLoop.execute(
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    stop.countDown();
    assertThrows(LoadLoops.Unresponsive.class, () -> loops.call(loop -> () -> 7));
    never.countDown();
  }

  @Test
  void noticesThatALoopHasEnded() throws Exception {
    eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
    assertThrows(IllegalStateException.class, () -> loops.call(loop -> () -> 7));
    LoadPlan plan =
        LoadPlan.of(
            Target.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)),
            Workload.closed(1, 1));
    LoadLoop ended = new LoadLoop(eventLoop, plan, new LoopShare(plan, 0), new ReferenceContent());
    EventLoop other = new DefaultEventLoop();
    assertThrows(
        IllegalStateException.class,
        () -> loops.await(ended, other.newPromise(), Integer.MAX_VALUE));
    Future<?> unused = other.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void passesOnThatMemoryRanOut() {
    Callable<Integer> greedy =
        () -> {
          throw new IllegalStateException(new OutOfMemoryError("heap space"));
        };
    OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> loops.call(l -> greedy));
    assertTrue(String.valueOf(error.getMessage()).contains("heap"));
  }
}

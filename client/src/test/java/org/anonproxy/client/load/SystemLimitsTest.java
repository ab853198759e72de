package org.anonproxy.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.anonproxy.netty.DatagramTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SystemLimitsTest {
  private static final long HEAP = 512 << 20;

  private static LoadPlan plan(String server, int clients, int portsPerClient) throws IOException {
    Target target =
        new Target(
            new InetSocketAddress(InetAddress.getByName(server), 9),
            List.of(),
            portsPerClient,
            DatagramTransport.NIO,
            null,
            1);
    return LoadPlan.of(target, Workload.closed(clients, 1));
  }

  @Test
  void readsTheLimitsOfThisSystem() throws IOException {
    SystemLimits limits = SystemLimits.read();
    assertTrue(limits.maxFiles() > 100);
    assertTrue(limits.firstPort() > 1 && limits.firstPort() < limits.lastPort());
  }

  @Test
  void namesTheHeapLimitAndTheOptionThatRaisesIt() throws IOException {
    LoadPlan plan = plan("127.0.0.1", 15_000, 1);
    SystemLimits tight = new SystemLimits(1_000_000, 50, 32_768, 60_999, 14 << 20);
    IOException refusal = assertThrows(IOException.class, () -> tight.settle(plan));
    assertTrue(
        String.valueOf(refusal.getMessage())
            .matches("15000 UDP ports need about .* limit is 14 MB.* JAVA_OPTS=-Xmx\\d\\dm"),
        String.valueOf(refusal.getMessage()));
  }

  @Test
  void reckonsWithWhatSimulatedLinksHold() throws IOException {
    LoadPlan plan = plan("127.0.0.1", 2_400, 1);
    SystemLimits tight = new SystemLimits(1_000_000, 50, 32_768, 60_999, 13 << 20);
    assertSame(plan, tight.settle(plan));
    Impairment slow = new Impairment(0, 0, 0.3, 0, Duration.ofMillis(500), Duration.ZERO);
    IOException refusal =
        assertThrows(IOException.class, () -> tight.settle(plan.withImpairment(slow)));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("need about 19 MB of heap"),
        String.valueOf(refusal.getMessage()));
  }

  @Test
  void setsSparePortsAsideForClientsThatLeaveTheServerWaiting() throws IOException {
    LoadPlan plan =
        plan("127.0.0.1", 1_000, 1).withMisbehaviour(new Misbehaviour(0, Duration.ZERO, 1, 0));
    assertEquals(20_000, spare(plan, 1_000_000, 1 << 30), "no more than are of use");
    assertEquals(4096 - 50 - 64 - 1_000, spare(plan, 4096, 1 << 30), "as many as files allow");
    assertEquals(
        (16 * 1024 * 1024 - 8 * 1024 * 1024 - 2_000_000) / 2_000,
        spare(plan, 1_000_000, 32 << 20),
        "as many as half of the heap has room for");
    assertEquals(0, spare(plan, 1_000_000, 12 << 20));
  }

  private static int spare(LoadPlan plan, long maxFiles, long heapBytes) throws IOException {
    return new SystemLimits(maxFiles, 50, 32_768, 60_999, heapBytes)
        .settle(plan)
        .target()
        .sparePorts();
  }

  @Test
  void explainsThatMemoryRanOutThoughTheEstimateWasThatItWouldDo() throws IOException {
    LoadPlan plan = plan("127.0.0.1", 100, 1);
    SystemLimits limits = new SystemLimits(1_000_000, 50, 32_768, 60_999, HEAP);
    String message =
        String.valueOf(limits.explain(plan, new OutOfMemoryError("heap space")).getMessage());
    assertTrue(message.endsWith("JAVA_OPTS=-Xmx1024m"), message);
  }

  @Test
  void leavesAPlanAloneThatFitsIn() throws IOException {
    LoadPlan plan = plan("127.0.0.1", 1000, 2);
    assertSame(plan, new SystemLimits(4096, 50, 32_768, 60_999, HEAP).settle(plan));
  }

  @Test
  void namesTheFileLimitAndTheCommandThatRaisesIt() throws IOException {
    LoadPlan plan = plan("127.0.0.1", 1000, 2);
    IOException refusal =
        assertThrows(
            IOException.class, () -> new SystemLimits(1024, 50, 32_768, 60_999, HEAP).settle(plan));
    assertTrue(String.valueOf(refusal.getMessage()).contains("the limit is 1024"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("ulimit -n 2114"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "socket failed: Too many open files | ulimit -n 165",
        "bind(..) failed: Address already in use | sysctl -w",
        "connect(..) failed: Resource temporarily unavailable | sysctl -w",
        "something else | cannot open a UDP port: something else",
      })
  void saysWhatToDoAboutAPortThatCannotBeOpened(String failure, String advice) throws IOException {
    IOException cause = new IOException(failure);
    IOException explained =
        new SystemLimits(4096, 50, 32_768, 60_999, HEAP).explain(plan("127.0.0.1", 51, 1), cause);
    assertTrue(String.valueOf(explained.getMessage()).contains(advice), explained.getMessage());
    assertSame(cause, explained.getCause());
  }

  @Test
  void namesTheSourceThatIsElsewhere() throws IOException {
    IOException explained =
        new SystemLimits(4096, 50, 32_768, 60_999, HEAP)
            .explain(
                plan("127.0.0.1", 1, 1),
                new IOException("bind(..) failed: Cannot assign requested address"));
    assertEquals(
        "an address of --source is none of this machine's; see: ip address",
        explained.getMessage());
  }

  @Test
  void namesThePortRangeAndTheCommandThatWidensIt() throws IOException {
    LoadPlan plan = plan("192.0.2.1", 30_000, 1);
    IOException refusal =
        assertThrows(
            IOException.class,
            () -> new SystemLimits(1_000_000, 50, 32_768, 60_999, HEAP).settle(plan));
    assertTrue(String.valueOf(refusal.getMessage()).contains("32768 to 60999"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("sysctl -w"));
  }

  @Test
  void spreadsOverLoopbackAddressesWhenOneHasTooFewPorts() throws IOException {
    LoadPlan plan = plan("127.0.0.1", 60_000, 1);
    List<InetAddress> sources =
        new SystemLimits(1_000_000, 50, 32_768, 60_999, HEAP).settle(plan).target().sources();
    assertEquals(3, new HashSet<>(sources).size());
    assertTrue(sources.stream().allMatch(InetAddress::isLoopbackAddress));
  }
}

package org.anonproxy.server.admin;

import io.prometheus.metrics.model.snapshots.Unit;
import java.util.function.ToLongFunction;
import org.anonproxy.netty.SocketMemory;

/** Registers the metrics of queues, memory and the process. */
final class MachineMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Instruments instruments;
  private final Sampler sampler;
  private final ProcessFigures process;

  private MachineMetrics(Instruments instruments, Sampler sampler, ProcessFigures process) {
    this.instruments = instruments;
    this.sampler = sampler;
    this.process = process;
  }

  static void register(
      Instruments instruments, Sampler sampler, Watched watched, ProcessFigures process) {
    MachineMetrics metrics = new MachineMetrics(instruments, sampler, process);
    metrics.registerQueues(watched);
    metrics.registerMemory();
    metrics.registerProcess();
  }

  private double socket(ToLongFunction<SocketMemory> figure) {
    SocketMemory socket = sampler.latest().socket();
    return socket == null ? Double.NaN : figure.applyAsLong(socket);
  }

  private void registerQueues(Watched watched) {
    instruments.gauge(
        "anonproxy_packet_log_queue_lines",
        null,
        "Lines of the packet log that wait to be written",
        watched::pendingLogLines);
    instruments.counter(
        "anonproxy_packet_log_dropped_lines",
        null,
        "Lines left out of the packet log",
        watched::droppedLogLines);
    instruments.counter(
        "anonproxy_packet_log_waits",
        null,
        "Packets that waited for room in the packet log's queue",
        watched::logWaits);
    instruments.counter(
        "anonproxy_capture_lost_datagrams",
        null,
        "Datagrams that passed and are not in the capture",
        watched::lostCaptureDatagrams);
    instruments.gauge(
        "anonproxy_socket_queue_bytes",
        Unit.BYTES,
        "Memory of the datagrams that wait in the sockets' receive queues",
        () -> socket(SocketMemory::queuedBytes));
    instruments.gauge(
        "anonproxy_socket_queue_limit_bytes",
        Unit.BYTES,
        "How large that may be before the kernel drops datagrams",
        () -> socket(SocketMemory::capacityBytes));
    instruments.counter(
        "anonproxy_socket_dropped_datagrams",
        null,
        "Datagrams that the kernel dropped because the receive queue was full",
        () -> socket(SocketMemory::droppedDatagrams));
    instruments.gauge(
        "anonproxy_event_loops", null, "Event loops that share the port", sampler::loops);
  }

  private void registerMemory() {
    instruments.gauge(
        "anonproxy_buffer_pool_bytes",
        Unit.BYTES,
        "Direct memory that the pool of datagram buffers holds",
        sampler::pooledBytes);
    instruments.gauge(
        "jvm_heap_used_bytes", Unit.BYTES, "Java heap in use", process::heapUsedBytes);
    instruments.gauge(
        "jvm_heap_committed_bytes",
        Unit.BYTES,
        "Java heap obtained from the system",
        process::heapCommittedBytes);
    instruments.gauge(
        "jvm_heap_max_bytes", Unit.BYTES, "What the Java heap may grow to", process::heapMaxBytes);
    instruments.gauge(
        "jvm_direct_memory_bytes",
        Unit.BYTES,
        "Memory of direct buffers outside the heap, the page and the pool included",
        process::directBytes);
  }

  private void registerProcess() {
    instruments.counter(
        "jvm_gc_pause_seconds",
        Unit.SECONDS,
        "Time that garbage collections took",
        process::collectionSeconds);
    instruments.counter(
        "process_cpu_seconds",
        Unit.SECONDS,
        "CPU time of the process",
        () -> process.cpuNanos() / NANOS_PER_SECOND);
    instruments.gauge(
        "process_resident_memory_bytes",
        Unit.BYTES,
        "Memory of the process that is in RAM",
        process::residentBytes);
    instruments.gauge(
        "process_start_time_seconds",
        Unit.SECONDS,
        "When the process started, in Unix time",
        process::startSeconds);
  }
}

package org.anonproxy.server.admin;

import java.util.function.LongSupplier;

/**
 * Tells how far the recordings of packets, the packet log and the capture, keep up with them.
 *
 * @param pendingLogLines lines of the packet log that wait to be written
 * @param droppedLogLines how many were left out
 * @param logWaits how many had to wait for room in the log's queue
 * @param lostCaptureDatagrams how many datagrams are missing from the capture
 */
public record RecordingFigures(
    LongSupplier pendingLogLines,
    LongSupplier droppedLogLines,
    LongSupplier logWaits,
    LongSupplier lostCaptureDatagrams) {
  static final RecordingFigures NONE = new RecordingFigures(() -> 0, () -> 0, () -> 0, () -> 0);
}

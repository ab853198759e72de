package org.anonproxy.server;

import java.util.List;
import jdk.jfr.FlightRecorder;
import org.anonproxy.server.events.OverloadEvent;
import org.anonproxy.server.session.ServerHandler;
import org.anonproxy.transport.Disposition;

/**
 * Leaves an event in a recording of the JDK Flight Recorder for each period in which the limits
 * were reached. Called by the recorder, on a thread of its own, and by nobody while it is off.
 */
final class OverloadRecorder implements AutoCloseable {
  private final List<ServerHandler> handlers;
  private final Runnable hook = this::look;
  private long refusedBefore;
  private long answersBefore;

  private OverloadRecorder(List<ServerHandler> handlers) {
    this.handlers = handlers;
  }

  /** Begins to watch the counts of {@code handlers}. */
  static OverloadRecorder begin(List<ServerHandler> handlers) {
    OverloadRecorder recorder = new OverloadRecorder(handlers);
    if (FlightRecorder.isAvailable()) {
      FlightRecorder.addPeriodicEvent(OverloadEvent.class, recorder.hook);
    }
    return recorder;
  }

  private void look() {
    long refused = 0;
    long answers = 0;
    for (ServerHandler handler : handlers) {
      refused += handler.count(Disposition.OVER_LIMIT);
      answers += handler.answersWithoutSession();
    }
    OverloadEvent event = new OverloadEvent();
    event.refusedSessions = refused - refusedBefore;
    event.statelessAnswers = answers - answersBefore;
    refusedBefore = refused;
    answersBefore = answers;
    if (event.refusedSessions > 0 || event.statelessAnswers > 0) {
      event.commit();
    }
  }

  @Override
  public void close() {
    if (FlightRecorder.isAvailable()) {
      FlightRecorder.removePeriodicEvent(hook);
    }
  }
}

package org.anonproxy.cli;

import org.apache.logging.log4j.core.LogEvent;

/** Decides what the line of an event looks like. */
interface EventLine {
  /** Appends an event as one line, without its end: whatever strangers put into it. */
  void append(LogEvent event, StringBuilder line);
}

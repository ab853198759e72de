package org.anonproxy.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** Leads every logger through a queue to one appender; when verbose, this project's details too. */
final class ConsoleLogConfiguration extends AbstractConfiguration {
  private static final int QUEUE_EVENTS = 8192;
  private static final String OWN_LOGGERS = "org.anonproxy";

  ConsoleLogConfiguration(EventAppender appender, boolean verbose) {
    super(null, ConfigurationSource.NULL_SOURCE);
    setName("console-log");
    isShutdownHookEnabled = false;
    // Left out, Log4j would ask the resolver for the name of this host, which may take seconds.
    getProperties().put("hostName", "localhost");
    addAppender(appender);
    AsyncAppender queue =
        AsyncAppender.newBuilder()
            .setName("queue")
            .setConfiguration(this)
            .setAppenderRefs(
                new AppenderRef[] {AppenderRef.createAppenderRef(appender.getName(), null, null)})
            .setBufferSize(QUEUE_EVENTS)
            .setBlocking(false)
            .build();
    addAppender(queue);
    getRootLogger().addAppender(queue, null, null);
    getRootLogger().setLevel(Level.INFO);
    if (verbose) {
      addLogger(OWN_LOGGERS, new LoggerConfig(OWN_LOGGERS, Level.DEBUG, true));
    }
  }

  /** Leaves out the plug-ins of every category: everything was built in the constructor. */
  @Override
  public void initialize() {
    setState(State.INITIALIZED);
  }
}

package org.anonproxy.packetlog;

import com.lmax.disruptor.WaitStrategy;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.async.AsyncWaitStrategyFactory;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.spi.LoggerContextFactory;

/**
 * Runs one asynchronous logger with one appender, apart from every other Log4j context of the JVM:
 * neither registered anywhere nor configured by a file, without a shutdown hook.
 */
final class PacketLogContext extends AsyncLoggerContext {

  private static final String NAME = "packet-log";

  private final Configuration configuration;

  PacketLogContext(Appender appender, WaitStrategy waitStrategy) {
    super(NAME);
    configuration = new FixedConfiguration(appender, waitStrategy);
  }

  /** Answers from the first moment on: the ring asks for its wait strategy before it is started. */
  @Override
  public Configuration getConfiguration() {
    return configuration;
  }

  /** Loads what is not loaded yet. */
  static void prepare() {
    // Stopping a context asks for the factory, whose first use registers a shutdown hook: too late
    // when the program that closes its log has been told to stop by a signal.
    LoggerContextFactory unused = LogManager.getFactory();
  }

  Logger open() {
    prepare();
    start(configuration);
    return getLogger(NAME);
  }

  private static final class FixedConfiguration extends AbstractConfiguration {

    private final WaitStrategy waitStrategy;

    FixedConfiguration(Appender appender, WaitStrategy waitStrategy) {
      super(null, ConfigurationSource.NULL_SOURCE);
      this.waitStrategy = waitStrategy;
      setName(NAME);
      isShutdownHookEnabled = false;
      // Left out, Log4j would ask the resolver for the name of this host, which may take seconds.
      getProperties().put("hostName", "localhost");
      appender.start();
      addAppender(appender);
      addLogger(NAME, loggerConfig(appender));
    }

    private LoggerConfig loggerConfig(Appender appender) {
      LoggerConfig loggerConfig =
          LoggerConfig.newBuilder()
              .setLoggerName(NAME)
              .setLevel(Level.ALL)
              .setAdditivity(false)
              .setRefs(new AppenderRef[0])
              // The default walks the stack for every line: 3 us and 2 KB on the event loop.
              .setIncludeLocation("false")
              .setConfig(this)
              .build();
      loggerConfig.addAppender(appender, null, null);
      return loggerConfig;
    }

    /** Leaves out the plug-ins of every category: everything was built in the constructor. */
    @Override
    public void initialize() {
      setState(State.INITIALIZED);
    }

    @Override
    public AsyncWaitStrategyFactory getAsyncWaitStrategyFactory() {
      return () -> waitStrategy;
    }
  }
}

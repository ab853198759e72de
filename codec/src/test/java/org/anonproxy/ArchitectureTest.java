package org.anonproxy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Keeps the dependencies between the packages of the codec running one way. */
final class ArchitectureTest {
  private static final String WIRE = "org.anonproxy.wire..";
  private static final String TRANSPORT = "org.anonproxy.transport..";
  private static final String NETTY = "org.anonproxy.netty..";
  private static final String CAPTURE = "org.anonproxy.capture..";
  private static final String LOGFILE = "org.anonproxy.logfile..";
  private static final String QUEUE = "org.anonproxy.queue..";
  private static final String TRACE = "org.anonproxy.trace..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.anonproxy");

  @Test
  void wireKnowsNoOtherPackage() {
    knowsOnly(WIRE, WIRE);
  }

  @Test
  void transportKnowsOnlyWire() {
    knowsOnly(TRANSPORT, WIRE, TRANSPORT);
  }

  @Test
  void nettyKnowsOnlyWireAndTransport() {
    knowsOnly(NETTY, WIRE, TRANSPORT, NETTY);
  }

  @Test
  void logFilesKnowNoOtherPackage() {
    knowsOnly(LOGFILE, LOGFILE);
  }

  @Test
  void captureKnowsOnlyLogFilesAndTheQueue() {
    knowsOnly(CAPTURE, LOGFILE, QUEUE, CAPTURE);
  }

  @Test
  void theQueueKnowsNoOtherPackage() {
    knowsOnly(QUEUE, QUEUE);
  }

  @Test
  void traceKnowsOnlyWire() {
    knowsOnly(TRACE, WIRE, TRACE);
  }

  @Test
  void embeddingNeedsNoLoggingAndNoCommandLine() {
    noClasses()
        .that()
        .resideInAnyPackage(WIRE, TRANSPORT, NETTY)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.logging..",
            "com.lmax..",
            "picocli..",
            "org.anonproxy.cli..",
            "org.anonproxy.logfile..",
            "org.anonproxy.packetlog..",
            "org.anonproxy.queue..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void enginesNeitherSendNorWait() {
    noClasses()
        .that()
        .resideInAnyPackage(WIRE, TRANSPORT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty.channel..", "java.net..", "java.util.concurrent..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void enginesAreToldTheTime() {
    noClasses()
        .that()
        .resideInAnyPackage(WIRE, TRANSPORT)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("org.anonproxy.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private void knowsOnly(String knower, String... known) {
    noClasses()
        .that()
        .resideInAPackage(knower)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.anonproxy..").and(not(resideInAnyPackage(known))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}

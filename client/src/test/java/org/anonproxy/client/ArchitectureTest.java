package org.anonproxy.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Keeps the packages of the client apart. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.anonproxy.client");

  @Test
  void clientKnowsNothingOfTheServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.anonproxy.server..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void theLibraryNeedsNoLoggingAndNoCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.anonproxy.client.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.logging..",
            "com.lmax..",
            "picocli..",
            "me.tongfei..",
            "org.anonproxy.cli..",
            "org.anonproxy.packetlog..",
            "org.anonproxy.client.cli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineTouchesTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.anonproxy.client.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices()
        .matching("org.anonproxy.client.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}

package org.anonproxy.server.snapshot;

import java.util.stream.Stream;
import org.anonproxy.fuzz.Corpus;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class CorpusTest {
  @TestFactory
  Stream<DynamicTest> styleSheetsHoldTheirProperties() throws Exception {
    return Corpus.replay(StyleSheetFuzzer.class, StyleSheetFuzzer::fuzzerTestOneInput);
  }
}

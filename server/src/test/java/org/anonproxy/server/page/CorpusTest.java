package org.anonproxy.server.page;

import java.util.stream.Stream;
import org.anonproxy.fuzz.Corpus;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class CorpusTest {
  @TestFactory
  Stream<DynamicTest> fetchesHoldTheirProperties() throws Exception {
    return Corpus.replay(PageFetcherFuzzer.class, PageFetcherFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> addressesHoldTheirProperties() throws Exception {
    return Corpus.replay(AddressTextFuzzer.class, AddressTextFuzzer::fuzzerTestOneInput);
  }
}

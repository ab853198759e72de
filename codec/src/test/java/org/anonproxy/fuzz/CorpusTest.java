package org.anonproxy.fuzz;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class CorpusTest {
  @TestFactory
  Stream<DynamicTest> headersHoldTheirProperties() throws Exception {
    return Corpus.replay(HeaderFuzzer.class, HeaderFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> sendersHoldTheirProperties() throws Exception {
    return Corpus.replay(SenderFuzzer.class, SenderFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> receiversHoldTheirProperties() throws Exception {
    return Corpus.replay(ReceiverFuzzer.class, ReceiverFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> transfersHoldTheirProperties() throws Exception {
    return Corpus.replay(TransferFuzzer.class, TransferFuzzer::fuzzerTestOneInput);
  }

  @TestFactory
  Stream<DynamicTest> capturesHoldTheirProperties() throws Exception {
    return Corpus.replay(CaptureFuzzer.class, CaptureFuzzer::fuzzerTestOneInput);
  }
}

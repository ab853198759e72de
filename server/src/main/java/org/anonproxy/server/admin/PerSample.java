package org.anonproxy.server.admin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an answer for as long as there is no newer sample, so that many who ask cost no more than
 * one.
 *
 * <p>Thread: the admin loop.
 */
final class PerSample {
  private final Sampler sampler;
  private final Supplier<String> json;
  private @Nullable AdminResponse kept;
  private long keptVersion;

  PerSample(Sampler sampler, Supplier<String> json) {
    this.sampler = sampler;
    this.json = json;
  }

  AdminResponse answer() {
    AdminResponse response = kept;
    if (response == null || keptVersion != sampler.version()) {
      response = AdminResponse.json(json.get());
      kept = response;
      keptVersion = sampler.version();
    }
    return response;
  }
}

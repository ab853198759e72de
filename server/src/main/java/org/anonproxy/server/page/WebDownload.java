package org.anonproxy.server.page;

import static org.anonproxy.cli.ForeignText.encode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anonproxy.cli.Userinfo;
import org.jsoup.Connection;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/**
 * Performs one download from the web: hop after hop until a page comes or a rule is broken.
 *
 * <p>Each hop looks its host up once, checks all the addresses, and connects to these and no others
 * ({@link PinnedRoute}). The operator's own address may be of any scope. From there a redirect may
 * lead to an equal or more public scope only, and never back: after a public hop there is no
 * private one, because it would be a stranger who chose it. A redirect never leaves http and https,
 * nor goes from https to http.
 *
 * <p>For one download and one thread.
 */
final class WebDownload {
  private final FetchLimits limits;
  private final Network network;
  private final PageExchange exchange;
  private final Deadline deadline;
  private final Connection session;
  private final @Nullable Validators known;
  private @Nullable AddressScope scope;
  private String step = "a reference";

  /**
   * Prepares a download.
   *
   * @param known makes it conditional on there being another version; null to take any
   * @param from the scope of who refers to what is downloaded, null for the operator's own words
   */
  WebDownload(
      FetchLimits limits,
      Network network,
      PageExchange exchange,
      @Nullable Validators known,
      @Nullable AddressScope from) {
    this.limits = limits;
    this.network = network;
    this.exchange = exchange;
    this.known = known;
    this.scope = from;
    this.deadline = Deadline.after(limits.total());
    // One session for all hops keeps their cookies: some sites redirect until one comes back.
    this.session = Jsoup.newSession();
  }

  FetchAnswer run(WebUrl start) throws PageFetchException {
    WebUrl url = start;
    try {
      for (int redirects = 0; redirects <= limits.maxRedirects(); redirects++) {
        PageExchange.Answer answer = hop(url);
        if (answer instanceof PageExchange.Final last) {
          return located(last.answer());
        }
        url = redirected(url, ((PageExchange.Redirect) answer).location());
        step = "a redirect";
      }
    } catch (IOException e) {
      throw FetchFailure.explain(start, url, limits, e);
    }
    throw FetchFailure.refused(
        start,
        "more than " + limits.maxRedirects() + " redirects",
        "give the address it should lead to");
  }

  /** A page keeps the scope of the host that gave it, for what it refers to. */
  private FetchAnswer located(FetchAnswer answer) {
    return answer instanceof FetchAnswer.Fetched fetched && scope != null
        ? new FetchAnswer.Fetched(fetched.page().from(scope), fetched.freshness())
        : answer;
  }

  private PageExchange.Answer hop(WebUrl url) throws IOException, PageFetchException {
    List<InetAddress> addresses =
        new HostLookup(network.resolver()).addressesOf(url.hostName(), deadline);
    Map<InetAddress, AddressScope> admitted = admit(url, addresses);
    try (PinnedRoute route = PinnedRoute.open(addresses, url.port(), limits.connect(), deadline)) {
      // Not the most private of its addresses: a stranger's name may have one of ours among its
      // own.
      scope = admitted.get(route.address());
      Connection request = session.newRequest();
      boolean conditional = known != null && known.addTo(request, url);
      PageExchange.Answer answer = exchange.perform(request, url, route, deadline);
      if (isUnchanged(answer) && !conditional) {
        throw FetchFailure.refused(
            url,
            "the server answered 304 without having been given a choice",
            "try it in a browser");
      }
      return answer;
    }
  }

  private static boolean isUnchanged(PageExchange.Answer answer) {
    return answer instanceof PageExchange.Final last
        && last.answer() instanceof FetchAnswer.Unchanged;
  }

  private Map<InetAddress, AddressScope> admit(WebUrl url, List<InetAddress> addresses)
      throws PageFetchException {
    Map<InetAddress, AddressScope> admitted = new HashMap<>();
    for (InetAddress address : addresses) {
      AddressScope found = network.rules().scopeOf(address);
      if (found == AddressScope.UNUSABLE || (scope != null && !scope.mayLeadTo(found))) {
        throw FetchFailure.refused(
            url,
            scope == null
                ? "its address " + address.getHostAddress() + " is not that of a host"
                : "%s from a %s address to the %s address %s"
                    .formatted(step, scope.label(), found.label(), address.getHostAddress()),
            "give that address yourself if it is the page you want");
      }
      admitted.put(address, found);
    }
    return admitted;
  }

  private static WebUrl redirected(WebUrl from, @Nullable String location)
      throws PageFetchException {
    if (location == null) {
      throw FetchFailure.refused(from, "a redirect without a destination", "try it in a browser");
    }
    WebUrl to;
    try {
      to = from.resolve(location);
    } catch (MalformedURLException e) {
      throw FetchFailure.refused(
          from,
          new Wording(
              "a redirect to " + encode(Userinfo.leftOutOf(location)) + ": " + e.getMessage(),
              "a redirect to "
                  + encode(PublicAddress.ofText(location))
                  + ", which cannot be followed"),
          "try it in a browser");
    }
    if (from.isSecure() && !to.isSecure()) {
      throw FetchFailure.refused(
          from,
          Wording.address(to.toUri()).after("a redirect from https to "),
          "give that address yourself if you can do without encryption");
    }
    return to;
  }
}

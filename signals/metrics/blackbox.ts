import { metricsOf } from "../../kit/model/metric.ts";
import { harmless, less, more, restless } from "../../kit/model/ways.ts";

/** What a visitor from outside sees. https://github.com/prometheus/blackbox_exporter */
export const probe = metricsOf("blackbox", {
  success: {
    name: "probe_success",
    type: "gauge",
    about: "1 when the target answered as expected.",
    alwaysPresent: true,
    isSwitch: true,
    labels: { target: "api-health" },
    harmless: harmless({ "each scrape is a probe of its own: there is no old answer to give": ["freezes"] }),
  },
  duration: {
    name: "probe_duration_seconds",
    type: "gauge",
    about: "How long the whole probe took.",
    alwaysPresent: true,
    labels: { target: "web-home" },
    harmless: harmless({
      "each scrape is a probe of its own: there is no old answer to give": ["freezes"],
      "a page that is quicker": [...less],
      "ten times a quick page is below the three seconds of WebSlow": [...more, ...restless],
    }),
  },
  unexpectedContent: {
    name: "probe_failed_due_to_regex",
    type: "gauge",
    about: "1 when the target answered well, but without the text that it must contain.",
    alwaysPresent: true,
    isSwitch: true,
    labels: { target: "web-home" },
  },
  certificateExpiry: {
    name: "probe_ssl_earliest_cert_expiry",
    type: "gauge",
    about: "When the first certificate of the chain expires (Unix time); absent without TLS and when it is not valid.",
    comesAndGoes: "there is none without TLS, nor while nothing answers; an expired one has an alert of its own",
    labels: { target: "web-home" },
    harmless: harmless({
      "there is none without TLS; one that visitors are refused for fails the probe itself: WebDown, ApiUnreachable": [
        "vanishes",
      ],
      "it lasts longer": ["doubles", "grows tenfold"],
      "a certificate is renewed and replaced by a person or a nightly run, not every few minutes": ["flaps"],
      "an hour less of weeks": ["steps back"],
      "its limits are days away: half of the samples say the same": ["is there every other sample"],
    }),
  },
});

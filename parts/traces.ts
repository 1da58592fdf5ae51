import { z } from "zod";
import { absolutePath, text } from "../kit/config/forms.ts";
import { durationPattern } from "../kit/model/durations.ts";
import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { traceStore } from "../signals/metrics/trace-store.ts";

const address = text(/^[\w.-]+:\d+$/, "an address such as jaeger:16686");
const port = z.int().min(1).max(65535);
const [asked, taking] = [16686, 4318];

/** What an environment says of its traces (docs/traces.md). */
export const tracesSettings = z
  .strictObject({
    keep: z.string().regex(durationPattern, "a duration such as 3d").default("3d"),
    /** Of 127.0.0.1 of the host: where the API and the site send, and where a browser finds Jaeger's own pages. */
    ports: z.strictObject({ spans: port.default(taking), pages: port.default(asked) }).prefault({}),
    /** Where others ask for traces, and where it takes spans: the local run has ports of its own. */
    query: address.default(`jaeger:${asked}`),
    receives: address.default(`jaeger:${taking}`),
    /** Where it keeps them: on a volume of its own. */
    directory: absolutePath.default("/jaeger"),
  })
  .prefault({});

export type TracesSettings = z.output<typeof tracesSettings>;

/** Jaeger: where traces are kept and asked for. What comes to it was masked by who sent it (tracing/). */
export const tracesPart = part("traces", {
  scrape: { interval: usualInterval },
  metrics: [traceStore],
  settings: tracesSettings,
  service: {
    name: "jaeger",
    memory: "512MiB",
    port: 8889,
    container: (_, { settings }) => ({
      user: "65527:65527",
      listens: { network: "private", port: 8889 },
      further: [
        { what: "pages", port: asked, published: settings.ports.pages, key: "traces.ports.pages" },
        { what: "spans", port: taking, published: settings.ports.spans, key: "traces.ports.spans" },
      ],
      command: ["--config=/etc/jaeger/current/jaeger.yml"],
      // Collects before it is killed for its size.
      environment: { GOMEMLIMIT: "416MiB" },
      healthPath: "/metrics",
      startSeconds: 60,
      stopSeconds: 30,
      data: settings.directory,
      configuration: {
        directory: "traces",
        at: "/etc/jaeger",
        check: "/cmd/jaeger/jaeger-linux validate --config=jaeger.yml",
        readAtStart: "jaeger.yml",
      },
    }),
  },
});

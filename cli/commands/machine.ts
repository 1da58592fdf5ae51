import { targetNames } from "../../kit/lab/target.ts";
import { command } from "../command.ts";
import { address, environment, number, oneOf, otherwise, platform, text, toggle } from "../takings.ts";

/** The system on this machine. */
export const machine = [
  command("start", {
    does: "Runs the simulated Benevoclic with its monitoring on this machine, until Ctrl-C.",
    options: {
      platform,
      target: otherwise(
        "single",
        oneOf(
          "target",
          targetNames,
          "one Prometheus and one Alertmanager, or what two hosts run: two of everything, of which any may die",
        ),
      ),
    },
    example: "--target replicated",
    run: async (asked) => (await import("../start.ts")).start(asked),
  }),
  command("fault", {
    does: "Causes a fault in the running system and waits for its message; without a name, lists what can go wrong.",
    arguments: { fault: text("fault", "a fault's name, or clear to end them all") },
    example: "api-down",
    run: async ({ fault }) => (await import("../fault.ts")).fault({ fault }),
  }),
  command("preview", {
    does: "Shows the dashboards in a browser without a Grafana, or draws them as pictures.",
    options: {
      prometheus: address("where the figures come from; the running system's where nothing is said"),
      environment,
      port: otherwise(3002, number("port", "where the preview is served", { from: 0, to: 65_535, whole: true })),
      pictures: text("directory", "draw each dashboard into it, by a Chromium"),
      since: otherwise("1h", text("duration", "how far back pictures look")),
      theme: otherwise("dark", oneOf("theme", ["dark", "light"], "of pictures")),
      height: number("pixels", "of pictures; as high as the dashboard where nothing is said", {
        ...{ from: 100, to: 20_000, whole: true },
      }),
    },
    example: "--pictures pictures --since 30m",
    run: async (asked) => (await import("../preview.ts")).preview(asked),
  }),
  command("parts", {
    does: "Fetches the real programs that npm start and the tests need, into .cache/.",
    options: {
      kubernetes: toggle("build the API server too that judges objects for a cluster: needs Go, takes minutes"),
      logs: toggle("build VictoriaLogs and the collector too: needs Go, takes minutes"),
      traces: toggle("build Jaeger too: needs Go, takes minutes"),
    },
    example: "--logs",
    run: async (asked) => (await import("../parts.ts")).parts(asked),
  }),
];

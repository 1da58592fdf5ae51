import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { apiDown } from "../alerts/api.ts";
import { settled } from "../kit/lab/settled.ts";
import { parseYaml, yaml } from "../kit/yaml.ts";
import { type HarnessOptions, startHarness } from "../simulator/harness.ts";
import { median, spread } from "./figures.ts";

/**
 * `npm run bench:fault-to-message`: from the moment the API stops to the Discord message, in a fresh system each time, with
 * our configuration and with the timings of dockprom, a widely used setup: scrape and evaluation every 15 s, `for: 30s`,
 * and Alertmanager's default group_wait of 30 s. https://github.com/stefanprodan/dockprom
 */

const runs = 3;

/** As we call it, and as a rule without a title is called. */
const called = [apiDown.title.fr, apiDown.name];

type Files = NonNullable<HarnessOptions["files"]>;

const dockprom: Files = (generated) => {
  const files = new Map(generated);
  const edit = (file: string, change: (document: Record<string, unknown>) => object) =>
    files.set(file, yaml(change(parseYaml(files.get(file) ?? "") as Record<string, unknown>)));
  edit("prometheus/prometheus.yml", (document) => ({
    ...document,
    scrape_configs: (document.scrape_configs as object[]).map((scrape) => ({
      ...scrape,
      scrape_interval: "15s",
      scrape_timeout: "10s",
    })),
  }));
  edit("prometheus/rules/api.yml", () => ({
    groups: [
      {
        name: "targets",
        rules: [
          { alert: "ApiDown", expr: 'up{job="benevoclic-api"} == 0', for: "30s", labels: { severity: "critical" } },
        ],
      },
    ],
  }));
  edit("alertmanager/alertmanager.yml", (document) => ({
    ...document,
    // Our other alerts go their own ways: all in one message, they are more than Discord takes.
    route: {
      receiver: "critical",
      group_by: ["alertname"],
      routes: [{ receiver: "heartbeat", matchers: ['alertname="Watchdog"'] }],
    },
  }));
  return files;
};

async function secondsToMessage(files?: Files): Promise<number> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
  const harness = await startHarness({ directory, ...(files && { files }) });
  try {
    await settled(harness);
    const stopped = Date.now();
    harness.cause("api-down");
    const message = await harness.discord.inbox.next(
      ({ embeds }) => embeds.some(({ title }) => called.some((name) => title.includes(name))),
      { within: 300_000 },
    );
    return (message.receivedAt.getTime() - stopped) / 1000;
  } finally {
    await harness.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const ours: number[] = [];
const theirs: number[] = [];
for (let run = 1; run <= runs; run++) {
  ours.push(await secondsToMessage());
  theirs.push(await secondsToMessage(dockprom));
  console.log(`run ${run}: ours ${ours.at(-1)?.toFixed(1)} s, dockprom's timings ${theirs.at(-1)?.toFixed(1)} s`);
}
console.log(`ours               ${spread(ours, "s")}`);
console.log(`dockprom's timings ${spread(theirs, "s")}`);
console.log(`ratio of the medians ${(median(ours) / median(theirs)).toFixed(2)}`);

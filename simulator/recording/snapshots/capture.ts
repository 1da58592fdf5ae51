import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { samplesIn } from "../../../kit/lab/recording/exposition.ts";
import { settled } from "../../../kit/lab/settled.ts";
import { fetchAs } from "../../../kit/model/login.ts";
import { startHarness } from "../../harness.ts";

// Writes the two snapshots beside this file anew, from the running system: npx tsx simulator/recording/snapshots/capture.ts
// Each line is a series, its value, and the value it had 120 seconds later.

const here = path.dirname(fileURLToPath(import.meta.url));
const directory = path.join(tmpdir(), "benevoclic-capture");
const apart = 120_000;
/** Of the Go runtime and of HTTP handlers: nothing about monitoring, and two thirds of all lines. */
const left =
  /^(go_|promhttp_|net_conntrack|prometheus_http_|prometheus_sd_|alertmanager_http_|prometheus_web_)|_bucket\{/;

const harness = await startHarness({ directory, progress: console.log });
try {
  await settled(harness);
  await pause(60_000);
  const names = ["prometheus", "alertmanager"] as const;
  const read = async (name: (typeof names)[number]) =>
    new Map(samplesIn(await (await fetchAs(`${harness.services[name].address}/metrics`)).text()));
  const first = await Promise.all(names.map(read));
  await pause(apart);
  const second = await Promise.all(names.map(read));
  for (const [index, name] of names.entries()) {
    const lines = [...(first[index] ?? [])]
      .filter(([series]) => !left.test(series))
      .map(([series, value]) => `${elsewhere(series)} ${value} ${second[index]?.get(series) ?? value}`);
    writeFileSync(path.join(here, `${name}.txt`), `${lines.join("\n")}\n`);
  }
} finally {
  await harness.stop();
}

/** Paths and addresses as they are in production. */
function elsewhere(series: string): string {
  return series
    .replaceAll(path.join(directory, "generated/prometheus"), "/etc/prometheus")
    .replaceAll(`127.0.0.1:${harness.ports.alertmanager}`, "alertmanager:9093")
    .replaceAll(`127.0.0.1:${harness.ports.prometheus}`, "prometheus:9090");
}

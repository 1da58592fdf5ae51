import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { samplesIn, seriesName, textOf } from "../../../kit/lab/recording/exposition.ts";
import { simulatedMachine } from "../../../parts/node.ts";
import type { Faults } from "../../../simulator/platform/faults.ts";
import { createHost } from "../../../simulator/platform/host.ts";
import { createHostWriter, filesOf as hostFiles } from "../../../simulator/platform/host-writer.ts";
import { createRandom } from "../../../simulator/platform/random.ts";
import { nodeMetrics } from "../../../simulator/recording/node-metrics.ts";

const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-node-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The samples by series; without those that tell of the exporter's own run, of its moment and of where its files are. */
function comparable(exposition: string): Map<string, number> {
  const own = /^(go_|process_|promhttp_|node_exporter_|node_scrape_collector_|node_time_seconds|node_textfile_mtime)/;
  const samples = [...samplesIn(exposition)].filter(([series]) => !own.test(series));
  // The real one writes six digits less in places; 12 are enough to see a wrong unit or field.
  return new Map(samples.map(([series, value]) => [textOf(seriesName(series)), Number(value.toPrecision(12))]));
}

const everyLevelMoved: Faults = { active: (name) => name.startsWith("host-") };

test("says of a written host, sample for sample, what the real node-exporter says", async () => {
  let now = Date.parse("2026-11-24T12:00:00Z");
  const host = createHost({ clock: { now: () => now }, random: createRandom(7), faults: everyLevelMoved });
  now += 3_600_000;
  const state = host.advance();
  createHostWriter(directory).write(state);

  const { "node-exporter": part } = await obtainParts({ names: ["node-exporter"] });
  const { port, child } = await startOnFreePort((free) =>
    startChild({
      name: "node-exporter",
      command: part.command,
      args: [...simulatedMachine(directory), `--web.listen-address=127.0.0.1:${free}`],
      logFile: path.join(directory, "node-exporter.log"),
      ready: () => answers(`http://127.0.0.1:${free}/metrics`),
    }),
  );
  try {
    const real = comparable(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
    const ours = comparable(nodeMetrics(hostFiles(state), now / 1000));
    expect(real.size).toBeGreaterThan(200);
    expect(Object.fromEntries([...ours].sort())).toEqual(Object.fromEntries([...real].sort()));
  } finally {
    await child.stop();
  }
});

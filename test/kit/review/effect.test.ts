import { expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import type { Rehearsal } from "../../../kit/lab/rehearsal.ts";
import { alertingOf } from "../../../kit/review/diff.ts";
import { changedAlerts, groupsFor } from "../../../kit/review/effect/changed.ts";
import { effectChanges } from "../../../kit/review/effect/changes.ts";
import { effectOf } from "../../../kit/review/effect/effect.ts";
import { effectTable } from "../../../kit/review/render/effect.ts";
import type { EffectRow, Outcome } from "../../../kit/review/report.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { benevoclic } from "../../../platform.ts";
import { deployHour, healthyDay } from "../../../simulator/recording/days.ts";
import { recordingOf } from "../../../simulator/recording/recording.ts";
import { rehearsal } from "../../../simulator/rehearsal.ts";
import { changed, smallTree } from "./small-tree.ts";

const rules = "prometheus/rules/host.yml";
const keysOf = (after: ReadonlyMap<string, string>) =>
  changedAlerts(alertingOf(smallTree), alertingOf(after)).map(({ key }) => key);

it("only what may fire at other moments is replayed", () => {
  expect(keysOf(changed(rules, "> 0.95", "> 0.97"))).toEqual(["HostDiskFilling critical"]);
  expect(keysOf(changed(rules, "for: 15m", "for: 20m"))).toEqual(["HostDiskFullSoon critical"]);
  expect(keysOf(changed(rules, "summary: Disk is full", "summary: Full"))).toEqual([]);
  // All that reads the recorded series.
  expect(keysOf(changed(rules, "1 - node_filesystem_avail", "2 - node_filesystem_avail"))).toEqual([
    "HostDiskFilling critical",
    "HostDiskFilling warning",
    "HostDiskFullSoon critical",
  ]);
});

it("an alert is replayed with what silences it and what it reads, and nothing else", () => {
  const alerting = alertingOf(smallTree);
  const [filling] = alerting.rules.alerts.values();
  if (filling === undefined) throw new Error("there is an alert");
  expect(groupsFor(filling, alerting).map(({ rules: own }) => own.map(({ record, alert }) => record ?? alert))).toEqual(
    [["instance:disk_use:ratio", "HostDiskFilling", "HostDown"]],
  );
});

it.each<[Outcome, Outcome, string | undefined]>([
  [{ after: 60 }, {}, "weakens replayed: no longer tells host-disk"],
  [{}, { after: 60 }, "woken replayed: tells host-disk now"],
  [{ after: 60 }, { after: 300 }, "weakens replayed: tells host-disk 240 s later"],
  [{ after: 300 }, { after: 60 }, "woken replayed: tells host-disk 240 s earlier"],
  [{ after: 60, toldAfter: 70 }, { after: 60 }, "weakens replayed: nobody is told of host-disk by it"],
  [{ after: 60, toldAfter: 70 }, { after: 60, toldAfter: 72 }, undefined],
  [{ falseAlarms: 0 }, { falseAlarms: 2 }, "woken replayed: 2 false alarms more on the host-disk"],
  [{ falseAlarms: 2 }, { falseAlarms: 0 }, "harmless replayed: 2 false alarms fewer on the host-disk"],
])("%j → %j", (before, after, found) => {
  const row: EffectRow = { environments: ["production"], alert: "A critical", course: "host-disk", before, after };
  expect(effectChanges([row]).map((one) => `${one.class} ${one.what}`)).toEqual(found === undefined ? [] : [found]);
});

it("a limit that the fault never reaches loses its detection, in the real engine and through the real Alertmanager", async () => {
  const files = filesOf(environmentOf(benevoclic, loadConfig("production")));
  const raised = changed(rules, "disk_use:ratio > 0.95", "disk_use:ratio > 0.98", new Map(files));
  const version = (name: string, production: ReadonlyMap<string, string>) => ({
    name,
    environments: new Map([["production", production]]),
  });
  // To record the whole day takes a quarter of a minute, and `npm run check` looks at it anyway.
  const shorter: Rehearsal = {
    ...rehearsal,
    record: (course, environment) => recordingOf(course === healthyDay ? deployHour : course, environment),
  };
  const effect = await effectOf(version("before", files), version("after", raised), () => {}, shorter);
  expect(effect.rows).toEqual([
    expect.objectContaining({
      course: "healthy day",
      before: { falseAlarms: 0, messages: 0 },
      after: { falseAlarms: 0, messages: 0 },
    }),
    expect.objectContaining({
      course: "host-disk",
      before: { after: 60, toldAfter: expect.any(Number), messages: expect.any(Number) },
      after: {},
    }),
  ]);
  const told = effect.rows[1]?.before.toldAfter ?? 0;
  // Not before it fires; how much later depends on the machine, because the replay's clock is hastened.
  expect(told).toBeGreaterThan(60);
  expect(effect.changes).toEqual([
    expect.objectContaining({ class: "weakens", what: "replayed: no longer tells host-disk" }),
  ]);
  expect(effectTable(effect)).toContain("| `HostDiskFilling critical` | `host-disk` | `fires after 60 s, told after");
});

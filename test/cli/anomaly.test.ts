import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { markdownStore } from "../../exporters/anomalies/markdown-store.ts";
import { createRecorder } from "../../exporters/anomalies/recorder.ts";
import { createLog } from "../../exporters/program/log.ts";

import { notificationOf, startRecorder } from "../exporters/anomalies/program.ts";
import { until } from "../simulator/running.ts";
import { commandLine } from "./command-line.ts";
import { onItsHost } from "./on-its-host.ts";

const anomalyCommand =
  (directory: string) =>
  (...args: readonly string[]) =>
    commandLine("anomaly", ...args, "--directory", directory);

it("reports, shows, takes and closes an anomaly where records are files", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-records-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const anomaly = anomalyCommand(directory);
  const log = createLog("test", () => {});
  const recorder = createRecorder({
    ...{
      store: markdownStore({ directory, locale: "fr" }, log),
      policy: { closing: "automatic", reopenWithin: 0 } as const,
    },
    ...{ locale: "fr" as const, active: async () => undefined, log },
  });
  await recorder.start();

  const incomplete = await anomaly("new", "--title", "Page blanche", "--severity", "grave");
  expect(incomplete.code).toBe(1);
  expect(incomplete.said).toMatch(/give --description and --severity \(critical, warning, info\) and --category/);
  const flags = {
    title: "Page blanche",
    description: "Depuis midi",
    severity: "critical",
    category: "functionality",
    component: "frontend",
    detection: "user_report",
    ticket: "SUP-9",
  };
  expect((await anomaly("new", ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]))).code).toBe(
    0,
  );
  await recorder.look();
  expect(readdirSync(path.join(directory, "reports"))).toEqual([]);
  const [record] = recorder.anomalies;
  expect(record).toMatchObject({ detection: "user_report", component: "web", ticket: "SUP-9", title: "Page blanche" });

  const id = record?.id ?? "";
  expect((await anomaly("list")).said).toContain(`${id}  critical  open`);
  expect((await anomaly("ack", id.replace("ANOM-", ""))).code).toBe(0);
  await recorder.look();
  expect(recorder.anomalies[0]?.episodes[0]?.acknowledgedAt).toBeDefined();
  expect((await anomaly("close", id, "false_alarm")).code).toBe(0);
  await recorder.look();
  expect(recorder.anomalies[0]?.episodes[0]?.resolution).toBe("false_alarm");
  expect((await anomaly("ack", "ANOM-1999-01-01-001")).said).toContain("There is no anomaly");
});

it("does the same in an environment's own recorder, over the connection to its host", async () => {
  const recorder = await startRecorder({ "links-last": "3600" });
  await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
  await recorder.post(notificationOf({ startsAt: new Date() }));
  const anomaly = (...args: readonly string[]) =>
    onItsHost(recorder)("anomaly", ...args, "--environment", "production");
  const id = /ANOM-[\d-]+/.exec((await anomaly("list")).said)?.[0] ?? "";
  expect(await anomaly("ack", id, "--name", "Marie; $(id)")).toMatchObject({ code: 0 });
  expect(await recorder.metric("anomalies_open", { acknowledged: "true" })).toBe(1);
  expect((await anomaly("link", id)).said).toMatch(
    /^https:\/\/monitoring\.benevoclic\.fr\/anomalies\/shared\/ANOM-[\w.-]+\/[\w.-]+$/m,
  );
  expect(await anomaly("note", id, "index manquant")).toMatchObject({ code: 0 });
  expect(await anomaly("close", id, "fixed", "--reason", "index créé")).toMatchObject({ code: 0 });
  expect(await recorder.metric("anomalies_closed_total", { resolution: "fixed" })).toBe(1);
  const unknown = await anomaly("ack", "ANOM-1999-01-01-001");
  expect(unknown).toMatchObject({ code: 1, said: expect.stringContaining("There is no anomaly ANOM-1999-01-01-001") });
});

it("says of a mistyped path that no records are there, and makes none", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-records-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const mistyped = path.join(directory, "anomalise");
  for (const place of [mistyped, directory]) {
    const { code, said } = await anomalyCommand(place)("list");
    expect(code).toBe(1);
    expect(said).toContain(`There are no records of anomalies in ${place}.`);
    expect(said).toContain("mistyped path");
  }
  expect(existsSync(mistyped)).toBe(false);
  expect(readdirSync(directory)).toEqual([]);
});

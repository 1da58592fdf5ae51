import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtLogPrograms } from "../../../kit/lab/logs/obtain.ts";
import { logSpecs } from "../../../kit/lab/logs/programs.ts";
import { at, urlOf } from "../../../kit/lab/monitoring.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { ifHad } from "../../../kit/lab/parts/unavailable.ts";
import { startService, type Undo } from "../../../kit/lab/services.ts";
import { container } from "../../../kit/logs/formats/container.ts";
import { mongod } from "../../../kit/logs/formats/mongod.ts";
import { nginxAccess, nginxError } from "../../../kit/logs/formats/nginx.ts";
import { nodeProgram } from "../../../kit/logs/formats/node-program.ts";
import { syslog } from "../../../kit/logs/formats/syslog.ts";
import { type LogFormat, logLevels, logSource, streamFields } from "../../../kit/logs/log-source.ts";
import { maskedAs } from "../../../kit/logs/masks.ts";
import { type KeptLine, logStoreAt } from "../../../kit/model/log-store.ts";
import { collectorFile } from "../../../kit/write/collector.ts";
import { positions, type Secret, secrets } from "./secrets.ts";

let skipped = "";
const programs = ifHad(builtLogPrograms, (reason) => {
  skipped = ` (skipped: ${reason})`;
});

const time = "29/Nov/2026:09:12:44 +0000";
const oneLine = (text: string) => text.replaceAll("\n", " ");

/** Every place of a line of each format, filled with one text; `mark` says which line it is. */
const lines: Readonly<
  Record<string, { readonly format: LogFormat; readonly write: (text: string, mark: string) => string[] }>
> = {
  node: {
    format: nodeProgram,
    write: (text, mark) => [
      JSON.stringify({
        ...{ level: 50, time: Date.now(), pid: 1, hostname: text, user: text, [text]: text, context: text },
        ...{ trace_id: text, span_id: text, body: { nested: [text] }, responseTime: text },
        req: { method: "POST", url: text, headers: { authorization: text, cookie: text }, body: text },
        res: { statusCode: text },
        err: { type: text, message: text, stack: `${text}\n    at ${text}` },
        msg: `${mark} ${text}`,
      }),
      JSON.stringify({ level: 30, msg: { mark, text, deeper: { text } } }),
      `[Nest] 4711  - 11/29/2026, 9:12:44 AM   ERROR [${oneLine(text)}] ${mark} ${oneLine(text)}`,
      `${mark} ${oneLine(text)}`,
      `Error: ${mark} ${oneLine(text)}\n    at ${oneLine(text)}`,
    ],
  },
  access: {
    format: nginxAccess,
    write: (text, mark) => {
      const value = encodeURI(text);
      return [
        `${value} - ${value} [${time}] "GET /${mark}?${value}=${value} HTTP/1.1" 502 157 "${value}" "${value}"`,
        `${mark} ${oneLine(text)}`,
      ];
    },
  },
  error: {
    format: nginxError,
    write: (text, mark) => [
      `2026/11/29 09:12:44 [error] 1#1: *1 ${mark} ${oneLine(text)}, client: ${oneLine(text)}, server: api.example.org, request: "GET ${oneLine(text)}", host: "${oneLine(text)}"`,
    ],
  },
  mongod: {
    format: mongod,
    write: (text, mark) => [
      JSON.stringify({
        ...{ t: { $date: new Date().toISOString().replace("Z", "+00:00") }, s: "I", c: "COMMAND", ctx: text },
        msg: `${mark} ${text}`,
        attr: { ns: text, command: { filter: { email: text } }, planSummary: text, durationMillis: text, error: text },
      }),
    ],
  },
  container: {
    format: container,
    write: (text, mark) => [
      `Nov 29 09:12:44 vps shop-prometheus[1]: time=x level=ERROR msg="${mark} ${oneLine(text)}" target=${oneLine(text)}`,
      `2026-11-29T09:12:44.1+00:00 vps shop-recorder[1]: ${JSON.stringify({
        ...{ level: "warn", program: text, message: `${mark} ${text}`, reason: text, error: text, [text]: text },
      })}`,
    ],
  },
  syslog: {
    format: syslog,
    write: (text, mark) => [
      `Nov 29 09:12:44 vps sshd[1]: ${mark} ${oneLine(text)}`,
      `2026-11-29T09:12:44.1+00:00 vps sudo: ${oneLine(text)} : ${mark} ; COMMAND=${oneLine(text)}`,
    ],
  },
};

describe.skipIf(programs === undefined)(`through the real collector into the real store${skipped}`, () => {
  const directory = mkdtempSync(path.join(tmpdir(), "collected-"));
  const inside = (name: string) => path.join(directory, name);
  const undo: Undo = [];
  const hidden: Secret[] = fc.sample(secrets, 150);
  const placed = fc.sample(positions, hidden.length);
  let kept: KeptLine[] = [];
  let written = 0;

  beforeAll(async () => {
    if (programs === undefined) return;
    const ports = { collector: await freePort(), store: await freePort(), rules: await freePort() };
    mkdirSync(inside("lines"));
    const sources = Object.entries(lines).map(([name, { format, write }]) => {
      const file = inside(`lines/${name}.log`);
      const all = hidden.flatMap(({ text }, index) => write(placed[index]?.(text) ?? text, `mark${index}x`));
      written += all.length;
      writeFileSync(file, `${all.join("\n")}\n`);
      return logSource(name, { service: name, format, files: [file] });
    });
    const platform = {
      sources,
      parts: { collector: "collector", store: "store", rules: "rules" },
      collector: () => ({ files: {}, directory: inside("state"), queueBytes: 1e8 }),
    };
    const config = { environment: "test" } as Parameters<typeof collectorFile>[0]["config"];
    const addresses = { store: at(ports.store), metrics: at(ports.collector) };
    writeFileSync(inside("collector.yml"), collectorFile({ config }, platform, addresses));
    const specs = logSpecs(
      {
        directory,
        ports,
        prometheus: { address: "", password: "" },
        files: { collector: inside("collector.yml"), rules: "" },
      },
      programs,
    );
    await startService(specs.store, undo);
    await startService(specs.collector, undo);
    const store = logStoreAt(urlOf(ports.store));
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
    while (kept.length < written) {
      await pause(200);
      kept = (await store.lines({ query: "*", from: hours(-24 * 6), to: hours(24) })).lines;
    }
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
    rmSync(directory, { recursive: true, force: true });
  });

  it("no secret is stored, wherever it stood", () => {
    const stored = kept.map((line) => JSON.stringify(line));
    for (const { secret, kind } of hidden)
      expect(
        stored.filter((line) => line.includes(secret)),
        `${kind}: ${secret}`,
      ).toEqual([]);
  });

  it("each line is stored once, and most still say which one it was", () => {
    expect(kept.length).toBe(written);
    const marks = new Set(kept.flatMap((line) => JSON.stringify(line).match(/mark\d+x/g) ?? []));
    expect(marks.size).toBe(hidden.length);
  });

  it("only what is declared is stored, and that something was masked is said", () => {
    for (const line of kept) {
      const declared = Object.keys(lines[line.service ?? ""]?.format.fields ?? {});
      const known = [...streamFields, ...declared, "_msg", "_time", "_stream", "_stream_id"];
      const others = Object.keys(line).filter((field) => !known.includes(field) && !field.startsWith("redaction."));
      expect(others).toEqual([]);
      if (line._msg?.includes(maskedAs)) expect(Number(line["redaction.body.masked.count"])).toBeGreaterThan(0);
    }
  });

  it("a container's line keeps its name, its level and its message, whichever form it has", () => {
    const ours = kept.filter(({ service }) => service === "container");
    const forms = new Set(ours.map(({ program, level }) => `${program} ${level}`));
    expect(forms).toEqual(new Set(["shop-prometheus error", "shop-recorder warn"]));
    for (const { program, _msg } of ours) if (program === "shop-recorder") expect(_msg).toMatch(/^mark\d+x /);
  });

  it("a level is one of those that all sources share", () => {
    const levels = [...new Set(kept.map(({ level }) => level))];
    expect(levels.length).toBeGreaterThan(2);
    expect(levels.filter((level) => !logLevels.some((one) => one === level))).toEqual([]);
  });
});

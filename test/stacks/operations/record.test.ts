import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../../config/load.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { onPath } from "../../../kit/lab/parts/programs.ts";
import { Mistakes } from "../../../kit/model/mistakes.ts";
import { Interrupted } from "../../../stacks/operations/follow.ts";
import { deploymentsOf, recorded } from "../../../stacks/operations/record.ts";
import { served } from "../../served.ts";

/** https://grafana.com/docs/grafana/latest/developers/http_api/annotations/#create-annotation */
const annotation = z.strictObject({ time: z.int(), tags: z.array(z.string()), text: z.string().min(1) });

const password = 'a "quoted" \\ one';
const config = { ...loadConfig("production") };
config.deployment = { ...config.deployment, engine: "unix:///nowhere/docker.sock" };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "record-"));
  vi.stubEnv("GITHUB_ACTOR", "camille");
  vi.stubEnv("GITHUB_REPOSITORY", "benevoclic/benevoclic-monitoring");
  vi.stubEnv("GITHUB_RUN_ID", "42");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

/** A Grafana that takes annotations from its administrator only. */
async function grafana() {
  const annotations: z.output<typeof annotation>[] = [];
  const url = await served(async (request, response) => {
    const body = await text(request);
    const known = request.headers.authorization === `Basic ${Buffer.from(`admin:${password}`).toString("base64")}`;
    const parsed = annotation.safeParse(request.headers["content-type"] === "application/json" ? JSON.parse(body) : 0);
    if (known && parsed.success && request.method === "POST" && request.url === "/api/annotations") {
      annotations.push(parsed.data);
      response.writeHead(200).end('{"message":"Annotation added","id":1}');
    } else response.writeHead(known ? 400 : 401).end();
  });
  return { annotations, port: Number(new URL(url).port) };
}

/**
 * An engine's client that runs the scripts on this machine, with the containers' paths in a directory of the test.
 * @returns the commands that it was given
 */
function engine(port: number) {
  mkdirSync(path.join(directory, "textfile"));
  mkdirSync(path.join(directory, "secrets"));
  writeFileSync(path.join(directory, "secrets/grafana-admin"), `${password}\n`);
  writeFileSync(
    path.join(directory, "docker"),
    `#!/bin/sh
printf '%s\\n' "$*" >> ${directory}/commands
case "$*" in *" inspect "*) echo sha256:0; exit 0 ;; esac
while [ "$1" != -c ]; do shift; done
script=$(printf '%s\\n' "$2" | sed -e 's|/textfile|${directory}/textfile|g' -e 's|/run/secrets/grafana|${directory}/secrets|' -e 's|127.0.0.1:3000|127.0.0.1:${port}|')
shift 2
exec sh -c "$script" "$@"
`,
  );
  chmodSync(path.join(directory, "docker"), 0o755);
  vi.stubEnv("PATH", `${directory}:${process.env.PATH}`);
  return () => readFileSync(path.join(directory, "commands"), "utf8");
}

const withCurl = it.skipIf(onPath(["curl"]).length === 0);

withCurl("a deployment is a line in the audit log, a metric and an annotation (skipped without curl)", async () => {
  const { annotations, port } = await grafana();
  const commands = engine(port);
  const told: string[] = [];
  await recorded(
    config,
    (line) => told.push(line),
    async (tell) => {
      tell("deploying");
      tell("Plan: 1 to add, 0 to change, 1 to destroy.");
      tell("Apply complete! Resources: 1 added, 0 changed, 1 destroyed.");
    },
  );
  expect(told).toHaveLength(3);

  const [entry] = await deploymentsOf(config);
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  expect(entry).toMatchObject({
    environment: "production",
    by: "camille",
    from: "https://github.com/benevoclic/benevoclic-monitoring/actions/runs/42",
    commit,
    outcome: "succeeded",
    plan: ["Plan: 1 to add, 0 to change, 1 to destroy.", "Apply complete! Resources: 1 added, 0 changed, 1 destroyed."],
  });
  expect(annotations).toEqual([
    {
      time: Date.parse(entry?.time ?? ""),
      tags: ["deployment", "production"],
      text: expect.stringMatching(new RegExp(`${commit}.*camille\nPlan: 1 to add`)),
    },
  ]);
  expect(commands()).not.toContain("quoted");

  const written = readFileSync(path.join(directory, "textfile/deploy.prom"), "utf8");
  expect(written).toMatch(new RegExp(`^benevoclic_deploy_info{version=".+",commit="${commit}"} 1$`, "m"));
  const { promtool } = await obtainParts({ names: ["promtool"] });
  execFileSync(promtool.command, ["check", "metrics"], { input: written, stdio: ["pipe", "pipe", "pipe"] });
});

withCurl(
  "a failed one is a line with its reason; the metric stays that of the last success (skipped without curl)",
  async () => {
    const { annotations, port } = await grafana();
    engine(port);
    await recorded(
      config,
      () => {},
      async () => {},
    );
    const before = readFileSync(path.join(directory, "textfile/deploy.prom"), "utf8");
    const failure = new Mistakes([{ where: "cdktf deploy", what: "the disk is full\nof it all", remedy: "free some" }]);
    const failing = recorded(
      config,
      () => {},
      () => Promise.reject(failure),
    );
    await expect(failing).rejects.toBe(failure);
    const all = await deploymentsOf(config);
    expect(all.map(({ outcome }) => outcome)).toEqual(["succeeded", "failed"]);
    expect(all[1]?.reason).toBe("cdktf deploy: the disk is full");
    expect(annotations).toHaveLength(1);
    expect(readFileSync(path.join(directory, "textfile/deploy.prom"), "utf8")).toBe(before);
    expect(readdirSync(path.join(directory, "textfile")).sort()).toEqual(["deploy.prom", "deployments.jsonl"]);
  },
);

withCurl("an interrupted one is told as that, also when nobody could say so (skipped without curl)", async () => {
  const { port } = await grafana();
  engine(port);
  const killed = new Interrupted("terraform apply of monitoring-production", "it was killed (SIGKILL)");
  const failing = recorded(
    config,
    () => {},
    () => Promise.reject(killed),
  );
  await expect(failing).rejects.toBe(killed);
  /** Its own program is killed: its last word is that it has begun. */
  const begunAs = async (count: number) => {
    void recorded(
      config,
      () => {},
      () => new Promise(() => {}),
    );
    await vi.waitFor(async () => {
      const all = await deploymentsOf(config);
      expect([all.length, all.at(-1)?.outcome]).toEqual([count, "begun"]);
    }, 20_000);
  };
  await begunAs(2);
  const later = Date.now() + 3 * 3600_000;
  expect((await deploymentsOf(config, later)).map(({ outcome }) => outcome)).toEqual(["interrupted", "interrupted"]);
  // A line that a full disk or a power cut has cut off hides no other.
  for (const [index, cut] of ['{"time":"2026-\n', '{"time":"2026-', "\0\0\0"].entries()) {
    appendFileSync(path.join(directory, "textfile/deployments.jsonl"), cut);
    await begunAs(3 + index);
  }
  await recorded(
    config,
    () => {},
    async () => {},
  );
  expect((await deploymentsOf(config)).map(({ outcome }) => outcome)).toEqual([
    ...Array(5).fill("interrupted"),
    "succeeded",
  ]);
});

withCurl("a Grafana that refuses is told, and fails nothing (skipped without curl)", async () => {
  const { port } = await grafana();
  engine(port);
  writeFileSync(path.join(directory, "secrets/grafana-admin"), "another");
  const told: string[] = [];
  await recorded(
    config,
    (line) => told.push(line),
    async () => {},
  );
  expect(told).toEqual([expect.stringMatching(/^note: .*annotation in Grafana: .*401/)]);
  expect(await deploymentsOf(config)).toHaveLength(1);
});

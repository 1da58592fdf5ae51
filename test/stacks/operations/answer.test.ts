import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { answered } from "../../../stacks/operations/answer.ts";
import { hostOf } from "../../../stacks/operations/host.ts";
import { inspected } from "../../../stacks/operations/inspect.ts";
import { engineCheck } from "../../../stacks/preflight/engine.ts";
import { temporaryDirectory } from "../synthesized.ts";

afterEach(() => vi.unstubAllEnvs());

/** A Docker client that prints what `script` does; `$*` is what it is asked. */
function dockerThat(script: string) {
  const directory = temporaryDirectory();
  writeFileSync(path.join(directory, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(directory, "docker"), 0o755);
  vi.stubEnv("PATH", `${directory}:${process.env.PATH}`);
  return hostOf("unix:///nowhere/docker.sock");
}

/** A container as Docker 20.10 tells it. */
const container = {
  ...{ Id: "aaa", Name: "/monitoring-grafana", Image: "sha256:1", RestartCount: 0, Mounts: [] as object[] | null },
  State: { Status: "running", Running: true, ExitCode: 0, OOMKilled: false, StartedAt: "2026-11-23T08:00:00Z" },
  Config: { User: "472", Cmd: null, Env: null, Labels: {} },
  HostConfig: {
    ...{ NetworkMode: "bridge", ReadonlyRootfs: true, CapDrop: ["ALL"], CapAdd: null, SecurityOpt: null, Memory: 1 },
    ...{ RestartPolicy: { Name: "unless-stopped" }, PortBindings: {} },
  },
  NetworkSettings: { Networks: {} },
};

it.each([
  ["alone", '{"a": [1]}'],
  ["behind a wrapper's line", '[command]/opt/terraform-bin show -json\n{"a": [1]}\n'],
  ["before another line", '{"a":\n [1]}\n::debug::it ended'],
])("JSON is read %s", (_, text) => {
  expect(answered("a program", text, z.object({ a: z.array(z.number()) }))).toEqual({ a: [1] });
});

it.each([
  "",
  "Terraform v9",
  "{",
  "null",
  '{"a": {}}',
])("%j is a mistake with a remedy, and no error of a library", (text) => {
  expect(() => answered("docker inspect", text, z.object({ a: z.array(z.number()) }))).toThrow(
    /^docker inspect +answers (no JSON|in a form).*→/s,
  );
});

it("a container that ended since it was listed keeps nobody from seeing the others", async () => {
  const host = dockerThat(`case "$*" in
    *" ps "*) printf 'aaa\\nbbb\\n' ;;
    *bbb*) echo '[]'; echo 'Error: No such object: bbb' >&2; exit 1 ;;
    *) echo '${JSON.stringify([container])}' ;; esac`);
  expect([...(await inspected(host, "monitoring-")).keys()]).toEqual(["monitoring-grafana"]);
});

it("what an engine leaves out of a container, or calls null, is empty", async () => {
  const { User: _, ...config } = container.Config;
  const odd = {
    ...{ ...container, Mounts: null, Config: { ...config, Labels: null }, NetworkSettings: {} },
    ...{ State: { ...container.State, Health: null } },
    HostConfig: { ...container.HostConfig, PortBindings: { "3000/tcp": null } },
  };
  const host = dockerThat(`case "$*" in *" ps "*) echo aaa ;; *) echo '${JSON.stringify([odd])}' ;; esac`);
  expect((await inspected(host, "monitoring-")).get("monitoring-grafana")).toMatchObject({
    ...{ Mounts: [], Config: { User: "", Env: [] }, HostConfig: { PortBindings: { "3000/tcp": [] } } },
  });
});

it("an engine that does not say its version is a mistake of the pre-flight", async () => {
  const host = dockerThat("echo null");
  await expect(engineCheck({ host } as never)).rejects.toThrow(/docker version on unix:.*form that is not known/);
});

import { describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../../../config/load.ts";
import { type Host, hostOf } from "../../../stacks/operations/host.ts";
import type { Existing, Findings, Subject } from "../../../stacks/preflight/check.ts";
import { diskCheck } from "../../../stacks/preflight/disk.ts";
import { engineCheck } from "../../../stacks/preflight/engine.ts";
import { nginxCheck } from "../../../stacks/preflight/nginx.ts";
import { portCheck, reachableCheck } from "../../../stacks/preflight/ports.ts";
import { secretMistake } from "../../../stacks/preflight/secrets.ts";
import { sharedRootCheck } from "../../../stacks/preflight/shared-root.ts";
import { stoppedCheck } from "../../../stacks/preflight/stopped.ts";
import { servicesOf } from "../../../stacks/service.ts";

const production = loadConfig("production");

/** A host that answers as told: by the first words of what is asked. */
function subject(
  answers: Readonly<Record<string, string>>,
  containers: readonly Existing[] = [],
  config: Config = production,
): Subject {
  const answer = async (...asked: string[]) => {
    const found = Object.entries(answers).find(([words]) => asked.join(" ").includes(words));
    if (found === undefined) throw new Error(`nobody knows what to answer to ${asked.join(" ")}`);
    return found[1];
  };
  const host: Host = { ...hostOf("unix:///x"), run: answer, sh: answer, docker: answer };
  return {
    config,
    host,
    services: servicesOf(config),
    containers: new Map(containers.map((one) => [one.name.replace("benevoclic-production-", ""), one])),
  };
}
const whats = (findings: Findings, kind: keyof Findings) => (findings[kind] ?? []).map(({ what }) => what);

it.each([
  ["19.03.15", 1],
  ["20.10.24+dfsg1", 0],
  ["28.2.2", 0],
])("engine %s: %i mistakes", async (version, count) => {
  const found = await engineCheck(subject({ version: JSON.stringify({ Version: version }) }));
  expect(whats(found, "mistakes")).toHaveLength(count);
});

describe("disk", () => {
  const df = (kilobytes: number) =>
    `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 9 9 ${kilobytes} 9% /\n`;
  const look = (gigabytes: number) => diskCheck(subject({ info: "/var/lib/docker\n", df: df(gigabytes * 1024 ** 2) }));

  it("that is nearly full is a mistake, one too small for what may come a notice", async () => {
    expect(whats(await look(1.5), "mistakes")).toEqual(["has 1.5 GB free; needed: 2 GB"]);
    expect(whats(await look(5), "notices")).toEqual(["has 5.0 GB free, and Prometheus may grow to 20 GB"]);
    expect(await look(50)).toEqual({});
  });
});

describe("ports", () => {
  const ss = (...locals: string[]) => locals.map((local) => `LISTEN 0 4096 ${local} 0.0.0.0:*`).join("\n");

  it.each([
    ["127.0.0.1:9090", ["port 9090, which prometheus needs on 127.0.0.1, is taken by another program of the host"]],
    ["0.0.0.0:9090", [expect.stringContaining("port 9090")]],
    ["*:9100", [expect.stringContaining("port 9100, which node-exporter needs on 172.30.57.1")]],
    ["[::]:9093", [expect.stringContaining("port 9093")]],
    ["192.0.2.1:9090", []],
    ["127.0.0.53%lo:53", []],
  ])("%s", async (local, expected) => {
    expect(whats(await portCheck(subject({ ss: ss(local), publish: "" })), "mistakes")).toEqual(expected);
  });

  it("that a container of somebody else holds, or one of ours by another name, names it", async () => {
    const { mistakes = [] } = await portCheck(
      subject({ ss: ss("127.0.0.1:9090"), "publish=9090": "prometheus-old\n" }),
    );
    expect(mistakes).toMatchObject([
      {
        what: "port 9090, which prometheus needs on 127.0.0.1, is taken by the container prometheus-old",
        remedy: expect.stringContaining("docker rm --force prometheus-old"),
      },
    ]);
  });

  it("that our own container holds are no mistake", async () => {
    const own = {
      name: "benevoclic-production-prometheus",
      id: "1",
      running: true,
      onlyMade: false,
      frozen: false,
      exitCode: 0,
      works: true,
      ours: true,
    };
    expect(whats(await portCheck(subject({ ss: ss("127.0.0.1:9090") }, [own])), "mistakes")).toEqual([]);
  });

  it.each([
    ["172.17.0.1:3000", [], []],
    ["0.0.0.0:3000", [], []],
    [
      "127.0.0.1:3000",
      [expect.stringContaining("listens on 127.0.0.1 only; containers reach the host at 172.17.0.1")],
      [],
    ],
    ["0.0.0.0:4000", [], [expect.stringContaining("nothing listens on port 3000")]],
  ])("of the API on the host, %s", async (local, mistakes, notices) => {
    const found = await reachableCheck(
      subject({ docker0: "3: docker0    inet 172.17.0.1/16 brd 172.17.255.255 scope global docker0\n", ss: ss(local) }),
    );
    expect(whats(found, "mistakes")).toEqual(mistakes);
    expect(whats(found, "notices")).toEqual(notices);
  });
});

it.each([
  ["shared\n", 0],
  ["private\n", 1],
])("a root file system that is %j to the engine: %i mistakes", async (said, count) => {
  const found = await sharedRootCheck(subject({ mountinfo: said }));
  expect(whats(found, "mistakes")).toHaveLength(count);
});

it("looks at the mounts as the kernel lists them", async () => {
  expect(await sharedRootCheck({ ...subject({}), host: hostOf("unix:///x") })).toBeDefined();
});

it.each([
  ["", []],
  ["missing /etc/x.pem\nsilent", [expect.stringContaining("/etc/x.pem: the host has no such file")]],
  ["absent\nmissing /etc/x.pem", [expect.stringContaining("nginx is not installed")]],
  ["silent", [expect.stringContaining("port 443")]],
])("nginx that says %j", async (said, expected) => {
  expect(whats(await nginxCheck(subject({ nginx: said })), "notices")).toEqual(expected);
});

it("a certificate or a file of passwords that is not there is told", async () => {
  const access = {
    certificate: "/nowhere/chain.pem",
    key: "/etc/hostname",
    login: { passwords: "/nowhere/passwords" },
  };
  const config = { ...production, at: production.at, deployment: { ...production.deployment, access } };
  const found = await nginxCheck({ ...subject({}, [], config), host: hostOf("unix:///x") });
  // Without nginx on this machine that is what is told first.
  expect(whats(found, "notices").join()).toMatch(/\/nowhere\/chain\.pem, \/nowhere\/passwords: the host|nginx is not/);
});

it("a stopped service, a failed writer and one that never ran are told, a finished writer is not", async () => {
  const ended = { running: false, onlyMade: false, frozen: false, exitCode: 0, works: false, ours: true };
  const containers = [
    { name: "benevoclic-production-prometheus", id: "1", ...ended },
    { name: "benevoclic-production-alertmanager-config-writer", id: "2", ...ended, exitCode: 1 },
    { name: "benevoclic-production-prometheus-config-writer", id: "3", ...ended },
    { name: "benevoclic-production-blackbox-exporter-config-writer", id: "4", ...ended, onlyMade: true },
  ];
  const { notices = [] } = await stoppedCheck(subject({}, containers));
  expect(notices.map(({ where }) => where)).toEqual([
    "benevoclic-production-prometheus",
    "benevoclic-production-alertmanager-config-writer",
    "benevoclic-production-blackbox-exporter-config-writer",
  ]);
});

describe("a secret", () => {
  const file = {
    service: "alertmanager",
    secret: {
      name: "discord-critical",
      what: "the address",
      form: "^https://",
      looksLike: "https://discord.com/api/webhooks/<number>/<token>",
    },
    uid: 65534,
    path: "/secrets/discord-critical",
  } as const;
  const right = { ...file, owner: 65534, mode: "400", wellFormed: true };

  it.each([
    [right, undefined],
    [{ ...file, why: "missing" as const }, "is missing"],
    [{ ...file, why: "unreadable" as const }, "cannot be looked at by this user"],
    [{ ...right, owner: 0 }, "belongs to user 0 with mode 400; needed: user 65534, mode 400"],
    [{ ...right, mode: "644" }, "belongs to user 65534 with mode 644; needed: user 65534, mode 400"],
    [{ ...right, wellFormed: false }, "does not look like https://discord.com/api/webhooks/<number>/<token>"],
  ])("%j", (state, what) => {
    expect(secretMistake(state)?.what).toBe(what);
  });
});

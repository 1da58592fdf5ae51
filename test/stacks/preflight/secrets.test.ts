import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compare } from "bcryptjs";
import { expect, it, onTestFinished } from "vitest";
import { type Config, loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { alertmanagerFile, amtoolFile } from "../../../kit/write/alertmanager.ts";
import { benevoclic } from "../../../platform.ts";
import { rotatable } from "../../../stacks/operations/rotate.ts";
import { createMissing, secretsOf } from "../../../stacks/operations/secrets.ts";
import { secretMistake } from "../../../stacks/preflight/secrets.ts";
import { servicesOf } from "../../../stacks/service.ts";
import { temporaryDirectory } from "../synthesized.ts";

const production = loadConfig("production");
/** Production, with all that asks for a secret. */
const everything: Config = {
  ...production,
  jobs: { ...production.jobs, anomalies: "anomaly-recorder:9853" },
  notifications: { ...production.notifications, sms: { topicArn: "arn:aws:sns:eu-west-3:123456789012:benevoclic" } },
};
const withSecrets = (directory: string): Config => ({
  ...everything,
  deployment: { ...everything.deployment, secrets: directory },
});

/** The state of one of Alertmanager's secrets with this content. */
async function stateOf(name: string, content: string) {
  const directory = temporaryDirectory();
  mkdirSync(path.join(directory, "alertmanager"));
  writeFileSync(path.join(directory, "alertmanager", name), content);
  chmodSync(path.join(directory, "alertmanager", name), 0o400);
  return (await secretsOf(withSecrets(directory))).find(({ secret }) => secret.name === name);
}

it.each([
  ["discord-critical", "https://discord.com/api/webhooks/123456789012345678/abc-DEF_1\n", true],
  ["discord-critical", "https://discord.com/api/webhooks/123456789012345678/abc-DEF_1", true],
  ["discord-critical", "https://discord.com/api/webhooks/12345678", false],
  ["discord-critical", "https://discord.com/api/webhooks/1/a\nhttps://discord.com/api/webhooks/2/b\n", false],
  ["discord-critical", " https://discord.com/api/webhooks/1/a", false],
  ["discord-critical", "", false],
  ["heartbeat-url", "https://hc-ping.com/5f1c", true],
  ["heartbeat-url", "hc-ping.com/5f1c", false],
  ["smtp-password", "correct horse", true],
  ["smtp-password", "short", false],
  [
    "aws-credentials",
    `[default]\naws_access_key_id = ${"K".repeat(20)}\naws_secret_access_key = ${"s/".repeat(20)}\n`,
    true,
  ],
  ["aws-credentials", `[default]\naws_access_key_id = ${"K".repeat(20)}\naws_secret_access_key = half\n`, false],
  ["aws-credentials", `[default]\naws_access_key_id = ${"K".repeat(20)}\n`, false],
] as const)("%s %j: %s", async (name, content, wellFormed) => {
  expect(await stateOf(name, content)).toMatchObject({ mode: "400", owner: process.getuid?.(), wellFormed });
});

it.each([
  ["with Windows' line ends", "correct horse\r\n"],
  ["with a space behind it", "correct horse \n"],
  ["in quotes", '"correct horse"\n'],
  ["behind a byte order mark", "\ufeffcorrect horse\n"],
])("is told %s, which its service would take for a part of it", async (_, content) => {
  const state = await stateOf("smtp-password", content);
  expect(state && secretMistake(state)).toMatchObject({ what: expect.stringContaining("around its value") });
});

it("that is no file, or leads out of what its service sees, is told, and not opened", async () => {
  const directory = temporaryDirectory();
  const at = (name: string) => path.join(directory, "alertmanager", name);
  mkdirSync(at("discord-critical"), { recursive: true });
  execFileSync("mkfifo", [at("discord-warning")]);
  symlinkSync("/etc/hostname", at("discord-info"));
  symlinkSync("/nowhere/at/all", at("heartbeat-url"));
  writeFileSync(at("version-2"), "correct horse\n", { mode: 0o400 });
  symlinkSync("version-2", at("smtp-password"));
  const states = await secretsOf(withSecrets(directory));
  const why = (name: string) => states.find(({ secret }) => secret.name === name)?.why;
  expect(["discord-critical", "discord-warning", "discord-info", "heartbeat-url", "smtp-password"].map(why)).toEqual([
    ...["no-file", "no-file", "leads", "leads"],
    undefined,
  ]);
});

it("is missing where it is not", async () => {
  const states = await secretsOf(withSecrets(temporaryDirectory()));
  expect(states.length).toBeGreaterThan(0);
  for (const { why } of states) expect(why).toBe("missing");
});

// Root may search any directory.
it.skipIf(process.getuid?.() === 0)(
  "is not called missing where this user may not look (skipped for root)",
  async () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0);
    onTestFinished(() => chmodSync(directory, 0o700));
    for (const { why } of await secretsOf(withSecrets(directory))) expect(why).toBe("unreadable");
  },
);

it.each([
  ["production", production],
  ["production with the recorder and SMS", everything],
])("every secret file that Alertmanager is told to read is one that the service declares: %s", (_, config) => {
  const alertmanager = servicesOf(config).find(({ name }) => name === "alertmanager");
  const { secrets: own, environment = {}, command = [] } = alertmanager ?? {};
  const files = alertmanagerFile(environmentOf(benevoclic, config)) + amtoolFile({ config });
  const told = [files, ...command, ...Object.values(environment)].join(" ");
  const named = [...told.matchAll(/\/run\/secrets\/alertmanager\/([\w-]+)/g)].map(([, name]) => name);
  const declared = (own?.files ?? []).map(({ name }) => name);
  expect([...new Set(named)].sort()).toEqual([...declared].sort());
});

// Files are given to the services' users.
it.skipIf(process.getuid?.() !== 0)(
  "is made where anybody may choose it, and only there, whole and for its service alone (skipped unless root)",
  async () => {
    const directory = temporaryDirectory();
    const made = await createMissing(withSecrets(directory));
    const names = [...new Set(made.map(({ secret }) => secret.name))].sort();
    expect(names).toEqual([
      ...["alertmanager-login", "alertmanager-password", "alertmanager-web", "grafana-admin"],
      ...["prometheus-login", "prometheus-password", "prometheus-web", "recorder-token", "remediation-token"],
    ]);
    const file = path.join(directory, "grafana/grafana-admin");
    expect(readFileSync(file, "utf8")).toMatch(/^[\w-]{32}\n$/);
    expect(statSync(file)).toMatchObject({ uid: 472, mode: 0o100400 });
    expect(readdirSync(path.dirname(file)).sort()).toEqual(["grafana-admin", "prometheus-password"]);
    // Who shows a token and who checks it have the same one.
    const secret = (service: string, name: string) => readFileSync(path.join(directory, service, name), "utf8");
    expect(secret("alertmanager", "recorder-token")).toBe(secret("anomaly-recorder", "recorder-token"));
    const password = secret("prometheus", "prometheus-password");
    for (const who of ["grafana", "anomaly-recorder"]) expect(secret(who, "prometheus-password")).toBe(password);
    const hash = /monitoring: (.*)\n$/.exec(secret("prometheus", "prometheus-web"))?.[1] ?? "";
    expect(await compare(password.trim(), hash)).toBe(true);
    const shown = /"Basic (.*)"/.exec(secret("nginx", "prometheus-login"))?.[1] ?? "";
    expect(Buffer.from(shown, "base64").toString()).toBe(`monitoring:${password.trim()}`);
    // A service that comes later gets what the others have.
    rmSync(path.join(directory, "grafana/prometheus-password"));
    await createMissing(withSecrets(directory));
    expect(secret("grafana", "prometheus-password")).toBe(password);
    // Whatever is made is as it is asked for.
    const wrong = (await secretsOf(withSecrets(directory))).filter((state) => secretMistake(state) !== undefined);
    expect(wrong.map(({ why }) => why)).toEqual(wrong.map(() => "missing"));
    // What only a person has, has its place.
    expect(readdirSync(path.join(directory, "business-exporter"))).toEqual([]);
    expect(await createMissing(withSecrets(directory))).toEqual([]);
  },
);

it("can be given a new value by the command, each that can", () => {
  const asked = readFileSync(path.resolve(import.meta.dirname, "../../../cli/commands/deployment.ts"), "utf8");
  const [, choices = ""] = /oneOf\("secret", \[([^\]]*)\]/.exec(asked) ?? [];
  expect(choices.split(", ").map((choice) => choice.replaceAll('"', ""))).toEqual(rotatable);
});

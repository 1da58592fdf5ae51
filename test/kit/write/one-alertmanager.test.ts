import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { shop } from "../../../examples/shop/platform.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { at, urlOf } from "../../../kit/lab/monitoring.ts";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { startDiscordSink } from "../../../kit/lab/sinks/discord.ts";
import type { Environment } from "../../../kit/model/environment.ts";
import { severities } from "../../../kit/model/level.ts";
import { alertmanagerFlags, alertmanagerSecrets } from "../../../kit/write/alertmanager.ts";
import { oneAlertmanagerFiles } from "../../../kit/write/one-alertmanager.ts";
import { benevoclic } from "../../../platform.ts";
import { amtool, forgetDirectories, written } from "../programs.ts";

afterAll(forgetDirectories);

// Two of one platform, and one of another that is called as one of these.
const production = environmentOf(benevoclic, loadConfig("production"));
const staging = environmentOf(benevoclic, loadConfig("staging"));
const shopInProduction = environmentOf(shop, shop.environments.load("production"));
const environments: readonly Environment[] = [production, staging, shopInProduction];
const nameOf = ({ platform, config }: Environment) => `${platform.name}-${config.environment}`;
const labelsOf = ({ platform, config }: Environment, alertname: string, severity = "critical") => ({
  ...{ alertname, severity, instance: config.host, component: "api" },
  ...{ environment: config.environment, platform: platform.name },
});

it("routes every alert of an environment to receivers of its own", { timeout: 120_000 }, async () => {
  const file = path.join(written(oneAlertmanagerFiles(environments)), "alertmanager.yml");
  const checked = await amtool("check-config", file);
  expect(checked).toMatchObject({ code: 0, said: expect.stringContaining("SUCCESS") });
  for (const environment of environments)
    for (const severity of severities) {
      const labels = Object.entries(labelsOf(environment, "Anything", severity)).map((pair) => pair.join("="));
      const { said } = await amtool("config", "routes", "test", `--config.file=${file}`, ...labels);
      const receivers = (said.split("\n")[0] ?? "").split(",");
      expect(receivers).toContain(`${nameOf(environment)}-${severity}`);
      expect(receivers.filter((one) => !one.startsWith(`${nameOf(environment)}-`))).toEqual([]);
    }
});

it("tells each environment's people in their channel, and lets no cause of another silence it", {
  timeout: 60_000,
}, async () => {
  const { alertmanager } = await obtainParts({ names: ["alertmanager"] });
  const directory = written(new Map());
  const secrets = path.join(directory, "secrets");
  const here = environments.map((one) => ({
    ...one,
    config: { ...one.config, notifications: { ...one.config.notifications, secrets } },
  }));
  const sinks = await Promise.all(
    here.map(async (environment) => {
      const sink = await startDiscordSink();
      onTestFinished(sink.stop);
      const own = path.join(secrets, nameOf(environment));
      mkdirSync(own, { recursive: true });
      for (const { name } of alertmanagerSecrets(environment.platform, environment.config))
        writeFileSync(path.join(own, name), "http://127.0.0.1:1/");
      for (const severity of severities)
        writeFileSync(path.join(own, `discord-${severity}`), sink.webhookUrl(severity));
      return sink;
    }),
  );
  for (const [file, text] of oneAlertmanagerFiles(here)) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), text.replaceAll(/group_wait: \w+/g, "group_wait: 1s"));
  }
  const port = await freePort();
  const child = await startChild({
    ...{ ...alertmanager, name: "alertmanager", logFile: path.join(directory, "log") },
    args: [
      `--config.file=${path.join(directory, "alertmanager.yml")}`,
      `--storage.path=${path.join(directory, "data")}`,
      `--web.listen-address=${at(port)}`,
      ...alertmanagerFlags,
    ],
    ready: () => answers(`${urlOf(port)}/-/ready`),
  });
  onTestFinished(() => child.stop());

  const alert = (labels: Readonly<Record<string, string>>, summary: string) => ({ labels, annotations: { summary } });
  const posted = [
    // Silences ApiDown in its own environment.
    alert({ ...labelsOf(production, "HostDown"), component: "host" }, "the host of production"),
    alert(labelsOf(production, "ApiDown"), "the API of production"),
    alert({ ...labelsOf(staging, "ApiDown"), instance: production.config.host }, "the API of staging"),
    alert({ ...labelsOf(shopInProduction, "ApiDown"), instance: production.config.host }, "the API of the shop"),
  ];
  const answer = await fetch(`${urlOf(port)}/api/v2/alerts`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(posted),
  });
  expect(answer.status).toBe(200);
  await Promise.all(sinks.map((sink) => sink.inbox.next(() => true, { within: 15_000 })));
  const told = sinks.map((sink) => sink.inbox.all.map(({ content }) => content));
  expect(told).toEqual([
    [expect.stringMatching(/CRITIQUE · the host of production/)],
    [expect.stringMatching(/CRITIQUE · the API of staging/)],
    [expect.stringMatching(/CRITICAL · the API of the shop/)],
  ]);
});

import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Alert, componentOf } from "../../alerts/model/alert.ts";
import type { Severity } from "../../alerts/model/level.ts";
import { heartbeat } from "../../alerts/routing.ts";
import { loadConfig } from "../../config/load.ts";
import { type Environment, environmentOf } from "../../generator/environment.ts";
import { filesOf } from "../../generator/files.ts";
import { committedEnvironments } from "../../generator/tree.ts";
import { amtool, forgetDirectories, written } from "./programs.ts";

afterAll(forgetDirectories);

/** The recorder keeps a record of everything but its own alerts; an escalation goes to the person it names as well. */
function receiversOf(alert: Alert, severity: Severity): string {
  if (alert.name === heartbeat.alertname) return "heartbeat";
  if (alert.escalation) return `escalation-${alert.escalation},${severity}`;
  return componentOf(alert) === "anomalies" ? severity : `recorder,${severity}`;
}

describe.each(committedEnvironments)("Alertmanager of %s", (name) => {
  let environment: Environment;
  let file: string;
  let text: string;
  beforeAll(() => {
    environment = environmentOf(loadConfig(name));
    const files = filesOf(environment);
    text = files.get("alertmanager/alertmanager.yml") ?? "";
    file = path.join(written(files), "alertmanager/alertmanager.yml");
  });

  /** Who gets an alert with these labels. */
  const receiverOf = async (labels: Readonly<Record<string, string>>) => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
    const { said } = await amtool("config", "routes", "test", `--config.file=${file}`, ...pairs);
    return said.split("\n")[0];
  };

  it("accepts the configuration and its templates", async () => {
    const { code, said } = await amtool("check-config", file);
    expect(said).toContain("1 templates");
    expect(code).toBe(0);
  });

  it("tells each alert and level to its channel", async () => {
    const told = environment.alerts.flatMap(({ alert, levels }) => levels.map(({ severity }) => ({ alert, severity })));
    expect(told.length).toBeGreaterThan(10);
    for (const { alert, severity } of told) {
      const { name: alertname, category, escalation } = alert;
      const labels = {
        alertname,
        severity,
        component: componentOf(alert),
        category,
        ...(escalation && { escalation }),
      };
      expect(await receiverOf(labels), `${alertname} ${severity}`).toBe(receiversOf(alert, severity));
    }
  });

  it("wakes people for what nobody foresaw", async () => {
    expect(await receiverOf({ alertname: "Foreign" })).toBe("critical");
    expect(await receiverOf({ alertname: "Foreign", severity: "page" })).toBe("critical");
  });

  // Skipped: written for the first dozen alerts and their messages; to follow the grown catalogue (issue 4).
  it.skip("gives each receiver its Discord channel and its mails, and takes every secret from a file", () => {
    const { receivers, global } = parse(text);
    const channels = (receivers as Record<string, Record<string, string>[]>[]).map((receiver) => ({
      name: receiver.name,
      discord: receiver.discord_configs?.map((one) => one.webhook_url_file),
      mail: receiver.email_configs?.map((one) => one.to),
      heartbeat: receiver.webhook_configs?.map((one) => one.url_file),
    }));
    const { secrets, email } = environment.config.notifications;
    expect(channels).toEqual([
      { name: "heartbeat", heartbeat: [`${secrets}/heartbeat-url`] },
      { name: "critical", discord: [`${secrets}/discord-critical`], mail: [email.to.critical.join(", ")] },
      { name: "warning", discord: [`${secrets}/discord-warning`], mail: [email.to.warning.join(", ")] },
      { name: "info", discord: [`${secrets}/discord-info`] },
    ]);
    expect(global.smtp_auth_password_file).toBe(`${secrets}/smtp-password`);
    expect(text).not.toMatch(/discord\.com|password: |webhook_url: /);
  });

  // Skipped: written for the first dozen alerts and their messages; to follow the grown catalogue (issue 4).
  it.skip("silences nothing across machines or environments, and only what is declared", () => {
    const names = new Set(environment.alerts.map(({ alert }) => alert.name as string));
    const rules = parse(text).inhibit_rules as {
      source_matchers: string[];
      target_matchers: string[];
      equal: string[];
    }[];
    expect(rules.length).toBeGreaterThan(0);
    for (const { source_matchers, target_matchers, equal } of rules) {
      expect(equal).toEqual(expect.arrayContaining(["environment", "instance"]));
      for (const matcher of [...source_matchers, ...target_matchers]) {
        const [, named] = /^alertname=~?"(.*)"$/.exec(matcher) ?? [];
        for (const name of named?.split("|") ?? []) expect(names).toContain(name);
      }
    }
  });
});

it("amtool refuses a configuration that asks for a receiver that is not there", async () => {
  const directory = written(new Map([["a.yml", "route: { receiver: nobody }\nreceivers: [{ name: somebody }]\n"]]));
  expect((await amtool("check-config", path.join(directory, "a.yml"))).code).not.toBe(0);
});

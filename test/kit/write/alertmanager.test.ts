import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { components } from "../../../alerts/components.ts";
import { committedEnvironments, loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { type Alert, componentOf } from "../../../kit/model/alert.ts";
import type { Environment } from "../../../kit/model/environment.ts";
import type { Severity } from "../../../kit/model/level.ts";
import { aftermath, heartbeat } from "../../../kit/model/routing.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { parseYaml } from "../../../kit/yaml.ts";
import { benevoclic } from "../../../platform.ts";
import { amtool, forgetDirectories, written } from "../programs.ts";

afterAll(forgetDirectories);

/** The recorder keeps a record of everything but its own alerts; an escalation goes to the person it names as well. */
function receiversOf(alert: Alert, severity: Severity): string {
  if (alert.name === heartbeat.alertname) return "heartbeat";
  if (alert.escalation) return `escalation-${alert.escalation},${severity}`;
  return componentOf(components, alert) === "anomalies" ? severity : `recorder,${severity}`;
}

describe.each(committedEnvironments)("Alertmanager of %s", (name) => {
  let environment: Environment;
  let file: string;
  let text: string;
  let configuration: Readonly<
    Record<"receivers" | "route" | "inhibit_rules", unknown> & Record<"global", Readonly<Record<string, unknown>>>
  >;
  beforeAll(() => {
    environment = environmentOf(benevoclic, loadConfig(name));
    const files = filesOf(environment);
    text = files.get("alertmanager/alertmanager.yml") ?? "";
    configuration = parseYaml(text) as typeof configuration;
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
    const routed = JSON.stringify(configuration.route);
    const told = new Map<string, { alert: Alert; severity: Severity }>();
    for (const { alert, levels } of environment.alerts)
      for (const { severity } of levels) {
        // Where routes do not name an alert, it goes the way of those that are like it.
        const own = routed.includes(`"${alert.name}"`) ? alert.name : "";
        told.set([own, severity, componentOf(components, alert), alert.category, alert.escalation].join(), {
          alert,
          severity,
        });
      }
    expect(told.size).toBeGreaterThan(20);
    for (const { alert, severity } of told.values()) {
      const { name: alertname, category, escalation } = alert;
      const labels = {
        alertname,
        severity,
        component: componentOf(components, alert),
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

  it("gives each receiver its Discord channel and its mails, and takes every secret from a file", () => {
    const { receivers, global } = configuration;
    interface Receiver {
      readonly name: string;
      readonly discord_configs?: readonly { readonly webhook_url_file: string }[];
      readonly email_configs?: readonly { readonly to: string }[];
      readonly webhook_configs?: readonly {
        readonly url_file?: string;
        readonly http_config?: { readonly authorization: { readonly credentials_file: string } };
      }[];
    }
    const told = (receivers as Receiver[]).map((receiver) => [
      receiver.name,
      ...(receiver.discord_configs ?? []).map(({ webhook_url_file }) => webhook_url_file),
      ...(receiver.email_configs ?? []).map(({ to }) => to),
      ...(receiver.webhook_configs ?? []).map((one) => one.url_file ?? one.http_config?.authorization.credentials_file),
    ]);
    const { notifications, people } = environment.config;
    const { secrets, email } = notifications;
    const mailed = (severity: Severity) => email.to[severity].map((role) => people[role]).join(", ");
    expect(told).toEqual([
      ["nobody"],
      ["heartbeat", `${secrets}/heartbeat-url`],
      ["digest", mailed("info")],
      ["recorder", `${secrets}/recorder-token`],
      ["remediation", `${secrets}/remediation-token`],
      ...Object.entries(people).map(([role, address]) => [`escalation-${role}`, address]),
      ["critical", `${secrets}/discord-critical`, mailed("critical")],
      ["warning", `${secrets}/discord-warning`, mailed("warning")],
      ["info", `${secrets}/discord-info`],
    ]);
    expect(global.smtp_auth_password_file).toBe(`${secrets}/smtp-password`);
    expect(text).not.toMatch(/discord\.com|password: |webhook_url: |credentials: /);
  });

  it("silences nothing across machines or environments, and only what is declared", () => {
    const names = new Set([aftermath.alertname, ...environment.alerts.map(({ alert }) => alert.name as string)]);
    const rules = configuration.inhibit_rules as {
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

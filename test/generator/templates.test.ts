import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../generator/environment.ts";
import { templateFile } from "../../generator/templates.ts";
import { amtool, forgetDirectories, written } from "./programs.ts";

afterAll(forgetDirectories);

const labels = { alertname: "HostDown", severity: "critical", environment: "production", instance: "vps" };
const firing = {
  Status: "firing",
  Labels: labels,
  Annotations: {
    summary: "vps *no* longer_answers `[x]`",
    impact: "Nobody gets in",
    next_steps: "1. Look: `uptime`",
    dashboard_url: "https://g.example/d/1",
    runbook_url: "https://r.example/HostDown.md",
  },
  StartsAt: "2026-07-05T10:00:00Z",
  EndsAt: "2026-07-05T11:05:00Z",
  GeneratorURL: "https://p.example/graph",
};
type Told = typeof firing;

/** What Alertmanager's own template engine makes of a group of alerts. */
async function rendered(template: string, alerts: readonly Told[], config: Config = loadConfig("production")) {
  const data = {
    Status: alerts[0]?.Status,
    Receiver: "critical",
    Alerts: alerts,
    GroupLabels: {},
    CommonLabels: alerts[0]?.Labels,
    CommonAnnotations: {},
    ExternalURL: "https://a.example",
  };
  const files = new Map([
    ["a.tmpl", templateFile(environmentOf(config))],
    ["data.json", JSON.stringify(data)],
  ]);
  const directory = written(files);
  const { code, said } = await amtool(
    "template",
    "render",
    `--template.glob=${path.join(directory, "a.tmpl")}`,
    `--template.data=${path.join(directory, "data.json")}`,
    `--template.text={{ template "${template}" . }}`,
  );
  expect(code, said).toBe(0);
  return said.trim();
}

it("a message says what is broken, since when, what users feel, what to do and where to look", async () => {
  const message = await rendered("benevoclic.discord", [firing]);
  expect(message.split("\n")).toEqual([
    "**vps \\*no\\* longer\\_answers \\`\\[x\\]\\`**",
    "Depuis 05/07 12:00:00",
    "**Ressenti :** Nobody gets in",
    "**À faire :**",
    "1. Look: `uptime`",
    expect.stringMatching(/^\[Tableau de bord\]\(https:\/\/g.*\[Fiche\]\(https:\/\/r.*\[Mettre en silence\]\(https:/),
  ]);
});

it("a mail says the same in plain text", async () => {
  const mail = await rendered("benevoclic.text", [firing]);
  expect(mail).toContain("vps *no* longer_answers `[x]`\nDepuis");
  expect(mail).not.toContain("**");
});

it("the message of an alert that is over says how long it lasted", async () => {
  const over = [{ ...firing, Status: "resolved" }];
  expect(await rendered("benevoclic.title", over)).toBe("✅ Rétabli · HostDown · production");
  expect(await rendered("benevoclic.discord", over)).toContain("Durée 1h 5m 0s (05/07 12:00:00 → 05/07 13:05:00)");
});

it("a silence is one click away, for this alert in this environment only", async () => {
  const message = await rendered("benevoclic.discord", [firing]);
  const [url = ""] = /https:\/\/monitoring\.benevoclic\.fr\/alertmanager\/#\/silences[^)]*/.exec(message) ?? [];
  expect(decodeURIComponent(url)).toMatch(/\?filter=\{alertname="HostDown",environment="production"\}$/);
});

it("a large group tells the first in full, the next in a line, and counts the rest, within Discord's limit", async () => {
  const message = await rendered(
    "benevoclic.discord",
    Array.from({ length: 40 }, () => firing),
  );
  expect(message.match(/Ressenti/g)).toHaveLength(3);
  expect(message.match(/^- 🔴/gm)).toHaveLength(12);
  expect(message).toMatch(/… \+ 25 autres$/);
  expect(message.length).toBeLessThan(4096);
});

describe.each([
  ["fr", "critical", "🔴 CRITIQUE · HostDown · production"],
  ["fr", "warning", "🟠 Avertissement · HostDown · production"],
  ["en", "critical", "🔴 CRITICAL · HostDown · production"],
  ["en", "info", "🔵 Info · HostDown · production"],
] as const)("in %s, %s", (locale, severity, title) => {
  it("the title names the severity, which Discord's colours do not show", async () => {
    const told = { ...firing, Labels: { ...labels, severity } };
    expect(await rendered("benevoclic.title", [told], { ...loadConfig("production"), locale })).toBe(title);
  });
});

import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { severityMarks } from "../../../kit/channels/messages.ts";
import { gsm } from "../../../kit/channels/sms-text.ts";
import { templateFile } from "../../../kit/channels/templates.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { benevoclic } from "../../../platform.ts";
import { occurrence } from "../../simulator/alerting.ts";
import { amtool, forgetDirectories, written } from "../programs.ts";

const environment = environmentOf(benevoclic, loadConfig("production"));
let directory = "";
beforeAll(() => {
  directory = written(new Map([["t.tmpl", templateFile(environment)]]));
});
afterAll(forgetDirectories);

interface Told {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
const began = "2026-11-28T02:14:05Z";

/** What a template of ours writes of alerts, by Alertmanager's own engine. */
async function rendered(template: string, alerts: readonly Told[], ended?: string): Promise<string> {
  const status = ended === undefined ? "firing" : "resolved";
  const data = {
    ...{ receiver: "x", status, groupLabels: {}, externalURL: "" },
    ...{ commonLabels: alerts[0]?.labels, commonAnnotations: alerts[0]?.annotations },
    alerts: alerts.map((one) => ({ ...one, status, startsAt: began, endsAt: ended ?? "0001-01-01T00:00:00Z" })),
  };
  const file = path.join(written(new Map([["d.json", JSON.stringify(data)]])), "d.json");
  const glob = path.join(directory, "*.tmpl");
  const { said, code } = await amtool(
    ...["template", "render", `--template.glob=${glob}`, `--template.data=${file}`],
    `--template.text={{ template "benevoclic.${template}" . }}`,
  );
  if (code !== 0) throw new Error(said);
  return said.replace(/\n$/, "");
}

const after = "2026-11-28T02:26:39Z";

it("an end says what is well again, a lower level that goes on is no end, and what is gone is not well", async () => {
  const busy = occurrence(environment, "HostCpuBusy", { severity: "critical", value: "97 %" });
  const told = (one: Told) => rendered("discord.headline", [one], after);
  expect(await told(busy)).toBe(
    "✅ Rétabli après 12 min 34 s : Processeur utilisé : de nouveau au-dessous de 95 % · production",
  );
  const lower = occurrence(environment, "HostCpuBusy", { severity: "critical", lower: "avertissement" });
  expect(await told(lower)).toBe("🔽 Redescendu à avertissement après 12 min 34 s : Processeur saturé · production");
  expect(await told({ ...busy, labels: { ...busy.labels, alertname: "HostFormerAlert" } })).toBe(
    "⚪ N'est plus surveillé : Processeur saturé · production",
  );
  expect(await told({ ...busy, labels: { ...busy.labels, instance: "vps-of-before" } })).toContain("⚪");
});

it("what ails the platform is told first and in full, what ails the monitoring itself after it", async () => {
  // As Alertmanager gives them: by name.
  const names = ["MonitoringAlertmanagerUnreachable", "MonitoringRemediationGaveUp", "WebDown"];
  const alerts = names.map((name) => occurrence(environment, name, { severity: "critical" }));
  const [, gaveUp, web] = alerts.map(({ annotations }) => annotations.summary ?? "");
  expect(await rendered("discord.headline", alerts)).toContain(`${web} (+2)`);
  expect(await rendered("sms", alerts)).toContain(gsm(web ?? "").slice(0, 40));
  for (const template of ["discord.message", "mail.text"]) {
    const told = await rendered(template, alerts);
    expect(told.indexOf(web ?? "?"), template).toBeGreaterThanOrEqual(0);
    expect(told.indexOf(web ?? "?"), template).toBeLessThan(told.indexOf(gaveUp ?? "?"));
  }
  const discord = await rendered("discord.message", alerts);
  expect(discord.split("**À faire :**")).toHaveLength(2);
  expect(discord).toContain(`**${web}**`);
});

it("next steps that are too long for a message lose their middle, never the last line, which says whom to call", async () => {
  const one = occurrence(environment, "ApiDown", { severity: "critical" });
  const message = (next_steps: string) =>
    rendered("discord.message", [{ ...one, annotations: { ...one.annotations, next_steps } }]);
  const call = "3. S'il ne repart pas, appeler le développeur principal (lead, lead@benevoclic.fr)";
  expect(await message(`1. Voir\n2. Lire\n${call}`)).toContain(`1. Voir\n2. Lire\n${call}\n`);
  expect(await message(`1. Voir\n2. ${"x".repeat(1000)}\n${call}`)).toContain(
    `1. Voir\n2. ${"x".repeat(867)}…\n${call}\n`,
  );
  // What fits is not cut, to the last character.
  const just = `1. ${"x".repeat(996 - call.length)}\n${call}`;
  expect(just).toHaveLength(1000);
  expect(await message(just)).toContain(just);
  expect(await message(`1. ${"x".repeat(2000)}`)).toContain(`1. ${"x".repeat(997)}…\n`);
});

it("a number in a step of a mail is called by a tap", async () => {
  const one = occurrence(environment, "ApiDown", { severity: "critical" });
  const next_steps = "1. Voir `top +33612345678`\n2. Appeler (lead, lead@benevoclic.fr, +33 6 12 34 56 78)";
  const mail = await rendered("mail.html", [{ ...one, annotations: { ...one.annotations, next_steps } }]);
  expect(mail).toContain('<a href="tel:+33 6 12 34 56 78">+33 6 12 34 56 78</a>)');
});

/** GSM 7-bit, without its extension table. 3GPP TS 23.038, 6.2.1 */
const alphabet = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;

it("a text message fits into 160 characters of GSM's alphabet, whatever it tells", async () => {
  const down = environment.alerts.filter(({ alert }) => alert.takesPlatformDown);
  const long = "é".repeat(30) + "[œuvre] «ça» {€} ~|\\^ … – 💾".repeat(20);
  const texts = await Promise.all(
    down.flatMap(({ alert }) => {
      const one = occurrence(environment, alert.name, { severity: "critical" });
      const lower = { ...one, annotations: { ...one.annotations, level_below: "avertissement" } };
      const worst = { ...one, annotations: { ...one.annotations, summary: long, well_again: long, title: long } };
      const many = Array.from({ length: 400 }, () => worst);
      return [
        rendered("sms", [one]),
        rendered("sms", many),
        rendered("sms", [one], after),
        rendered("sms", many, "2026-12-28T02:14:05Z"),
        rendered("sms", [{ ...lower, annotations: { ...lower.annotations, title: long } }], "2026-11-29T02:13:05Z"),
      ];
    }),
  );
  for (const text of texts) {
    expect(text.length, text).toBeLessThanOrEqual(160);
    expect(text).toMatch(alphabet);
  }
  expect(texts[0]).toMatch(/^Benevoclic production CRITIQUE: .* https:\/\/monitoring\.benevoclic\.fr\/anomalies\/$/);
  expect(texts[2]).toMatch(/^Benevoclic production Rétabli apr(è|e)s 12 min 34 s : /);
  expect(gsm("Où ça ? « À l'œuvre »…")).toBe('Où ca ? " A l\'oeuvre "...');
  expect(gsm(severityMarks.critical.word.fr)).toBe("CRITIQUE");
});

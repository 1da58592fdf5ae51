import { expect, test } from "vitest";
import type { DiscordMessage } from "../../../../kit/lab/sinks/discord.ts";
import { about, everyGroupFlushed, occurrence, startAlerting } from "../../../simulator/alerting.ts";

const soon = { within: 15_000 };
const numbered = (length: number) => Array.from({ length }, (_, index) => String(index).padStart(2, "0"));
const textOf = ({ content, embeds: [embed] }: DiscordMessage) => [content, embed?.title, embed?.description].join("\n");

test("a message says what, since when, the value and the limit, what users feel, what to do and where to look", async () => {
  const { environment, discord, smtp, fire } = await startAlerting();
  await fire(occurrence(environment, "HostCpuBusy", { severity: "critical", value: "97 %", since: 200 }));
  const { content, embeds } = await discord.inbox.next(about("HostCpuBusy", "🔴"), soon);
  expect(content).toBe("🔴 CRITIQUE · Processeur de vps-local occupé à 97 % (limite 95 %) · local");
  const description = embeds[0]?.description ?? "";
  expect(description).toMatch(/Depuis le \d\d\/\d\d \d\d:\d\d:\d\d \(3 min 2\d? s\)/);
  expect(description).toContain("**Mesuré :** 97 % (seuil : plus de 95 % pendant 2 min)");
  expect(description).toContain("**Ressenti :** Les pages et l'API ralentissent");
  expect(description).toContain("1. Trouver le processus gourmand : `top -b -n 1 -o %CPU | head -20`");
  for (const link of ["Tableau de bord", "Graphe", "Fiche", "Mettre en silence"])
    expect(description).toMatch(new RegExp(`\\[${link}\\]\\(http[^ )]+\\)`));

  const { text, html } = await smtp.inbox.next(({ subject }) => subject.includes("HostCpuBusy"), soon);
  for (const part of ["97 %", "plus de 95 % pendant 2 min", "Les pages et l'API", "top -b -n 1 -o %CPU | head -20"]) {
    expect(text).toContain(part);
    expect(html.replaceAll("&#39;", "'")).toContain(part);
  }
  expect(html).toContain('<code style="background:#f4f4f5;padding:1px 4px">top -b -n 1 -o %CPU | head -20</code>');
  expect(html).toContain("border-left:6px solid #c81e1e");
  expect(html).not.toContain("ZgotmplZ");
});

test("a message shows the lines that explain it as they are, and leads to all of that quarter of an hour", async () => {
  const { environment, discord, smtp, fire } = await startAlerting();
  const slow = occurrence(environment, "ApiSlowResponses", { severity: "critical", value: "2,5 s" });
  const long = `api · 3 × ${"x".repeat(300)}`;
  const lines = `mongodb · 312 × Slow query a_b_c <@1> @everyone\napi · 9 × \`\`\` <b>end</b>\n${long}\n`;
  await fire({ ...slow, annotations: { ...slow.annotations, lines } });
  const { embeds } = await discord.inbox.next(about("ApiSlowResponses", "🔴"), soon);
  const description = embeds[0]?.description ?? "";
  expect(description).toMatch(
    /\*\*\[Journaux de ces minutes\]\(http[^ )]+\/anomalies\/alerts\/[0-9a-f]{16}\/lines\)\*\*/,
  );
  expect(description).toContain(
    `\`\`\`\nmongodb · 312 × Slow query a_b_c <@1> @everyone\napi · 9 × ʼʼʼ <b>end</b>\n${long}\n\`\`\``,
  );
  const { text, html } = await smtp.inbox.next(({ subject }) => subject.includes("ApiSlowResponses"), soon);
  expect(text).toContain("api · 9 × ``` <b>end</b>");
  expect(text).toMatch(/Journaux de ces minutes : http[^ ]+\/lines\n/);
  expect(html).toContain("&lt;b&gt;end&lt;/b&gt;");
  expect(html).toMatch(/<a href="http[^"]+\/lines">Journaux de ces minutes/);
  expect(html).not.toContain("ZgotmplZ");
});

test("the same in English", async () => {
  const { environment, discord, fire, resolve } = await startAlerting({ config: (it) => ({ ...it, locale: "en" }) });
  const slow = occurrence(environment, "ApiSlowResponses", { severity: "critical", value: "2.5 s" });
  await fire(slow);
  const { content, embeds } = await discord.inbox.next(about("ApiSlowResponses", "🔴"), soon);
  expect(content).toBe("🔴 CRITICAL · The API answers in 2.5 s (P95, limit 2 s) on vps-local · local");
  expect(embeds[0]?.description).toContain("**Measured:** 2.5 s (limit: above 2 s for 2 min)");
  await resolve(slow);
  const resolved = await discord.inbox.next(about("ApiSlowResponses", "✅"), soon);
  expect(resolved.content).toMatch(/^✅ Resolved after \d+ s: Response time \(P95\): back below 2 s · local$/);
});

test("a resolved message says how long it lasted, in words that are not those of a new one", async () => {
  const { environment, discord, smtp, fire, resolve } = await startAlerting();
  const down = occurrence(environment, "ApiDown", { since: 754 });
  await fire(down);
  await discord.inbox.next(about("ApiDown", "🔴"), soon);
  await resolve(down);
  const { content, embeds } = await discord.inbox.next(about("ApiDown", "✅"), soon);
  expect(content).toMatch(/^✅ Rétabli après 12 min 3\d s : L'API répond de nouveau sur vps-local · local$/);
  expect(embeds[0]?.description).toMatch(
    /C'était :\*\* L'API ne répond plus sur vps-local\n\d\d\/\d\d \d\d:\d\d:\d\d → \d\d:\d\d:\d\d/,
  );
  const mail = await smtp.inbox.next(({ subject }) => subject.startsWith("✅"), soon);
  expect(mail.text).toMatch(/Rétabli après 12 min 3\d s : L'API répond de nouveau/);
  expect(mail.html).toContain("border-left:6px solid #15803d");
});

test.each([
  ["short", (index: string) => `/data-${index}`],
  ["long", (index: string) => `/${index}/${"directory/".repeat(40)}`],
  ["made of what must be escaped", (index: string) => `/${index}${"*_[`~|<@everyone>]".repeat(30)}`],
  ["made of signs that Discord counts twice", (index: string) => `/${index}${"💾".repeat(200)}`],
])("40 alerts in a group stay within Discord's limits when their labels are %s", async (_, mountpoint) => {
  const alerting = await startAlerting();
  const { environment, discord, smtp, fire, resolve } = alerting;
  const disks = numbered(40).map((index) =>
    occurrence(environment, "HostDiskFilling", { labels: { mountpoint: mountpoint(index) }, severity: "critical" }),
  );
  await fire(...disks);
  const { content, embeds } = await discord.inbox.next(about("HostDiskFilling", "🔴"), soon);
  expect(content).toContain("(+39)");
  expect(embeds[0]?.description).toContain("**À faire :**");
  expect(embeds[0]?.description).toContain(numbered(40)[5]);
  const mail = await smtp.inbox.next(({ subject }) => subject.includes("HostDiskFilling"), soon);
  for (const index of numbered(40)) expect(mail.text).toContain(mountpoint(index).slice(0, 5));
  await resolve(...disks);
  await discord.inbox.next(about("HostDiskFilling", "✅"), soon);
  await everyGroupFlushed(alerting);
  expect(discord.refused.all).toEqual([]);
});

test("the rest of 40 short alerts is a number, not a cut sentence", async () => {
  const { environment, discord, fire } = await startAlerting();
  await fire(
    ...numbered(40).map((index) => occurrence(environment, "HostDiskFilling", { labels: { mountpoint: `/${index}` } })),
  );
  const { embeds } = await discord.inbox.next(about("HostDiskFilling", ""), soon);
  expect(embeds[0]?.description.split("\n").at(-1)).toBe("… + 29 autres");
});

const hostile =
  "](https://evil.example) **bold** `code` @everyone @here <@123> <@&456> <script>alert(1)</script>\n# title \"q\" 'r' {{ .X }}";

test("nothing in a label's value formats, mentions or executes anything", async () => {
  const { environment, discord, smtp, hooks, fire } = await startAlerting();
  await fire(
    occurrence(environment, "HostDiskFilling", { labels: { mountpoint: hostile }, severity: "critical" }),
    occurrence(environment, "ApiDown", { labels: { instance: hostile } }),
  );
  const message = await discord.inbox.next(about("HostDiskFilling", "🔴"), soon);
  const written = textOf(message);
  expect(written).not.toMatch(/@(everyone|here)/);
  expect(written).not.toMatch(/(?<!\\)<@/);
  expect(written).toContain("\\`code\\`");
  expect(written).toContain("\\*\\*bold\\*\\*");
  expect(written).toContain("\\](https://evil.example)");
  expect(written).not.toMatch(/^# title/m);
  // Operators paste commands into a shell.
  const command = /`(sudo du [^`]*)`/.exec(written.replaceAll("\u200b", ""))?.[1] ?? "";
  expect(command).toMatch(/^sudo du -xh --max-depth=2 [A-Za-z0-9_./:@=?-]+ \| sort -h \| tail -20$/);

  const mail = await smtp.inbox.next(({ subject }) => subject.includes("HostDiskFilling"), soon);
  expect(mail.subject).not.toContain("\n");
  expect(mail.html).not.toContain("<script");
  expect(mail.html).toContain("&lt;script&gt;");
  const hrefs = [...mail.html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => href);
  expect(hrefs.filter((href) => href.includes("evil.example") && !href.includes("silences/new"))).toEqual([]);
  expect(hrefs.filter((href) => /^(?!https?:)/.test(href))).toEqual([]);
  const texted = await hooks.inbox.next(({ path }) => path === "/sns", soon);
  expect(new URLSearchParams(String(texted.body)).get("Message")).not.toContain("\n");
});

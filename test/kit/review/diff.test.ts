import { describe, expect, it } from "vitest";
import { generatedDirectory } from "../../../config/load.ts";
import { exitCodes } from "../../../kit/review/change.ts";
import { hoursOf } from "../../../kit/review/compare/notifications.ts";
import { compareEnvironment, reviewOf } from "../../../kit/review/diff.ts";
import { hoursText } from "../../../kit/review/read/hours.ts";
import { textOf } from "../../../kit/review/render/text.ts";
import { reportOf } from "../../../kit/review/report.ts";
import { versionIn } from "../../../kit/review/version.ts";
import { changed, smallTree } from "./small-tree.ts";

const rules = "prometheus/rules/host.yml";
const routing = "alertmanager/alertmanager.yml";
const differences = (after: ReadonlyMap<string, string>, before = smallTree) =>
  compareEnvironment(before, after).map((one) => `${one.class} | ${one.area} | ${one.subject} | ${one.what}`);
/** One replacement in one file. */
const change = (file: string, from: string, to: string) => differences(changed(file, from, to));

describe("limits know their direction", () => {
  it.each([
    ["> 0.95", "> 0.97", "weakens | alerts | HostDiskFilling critical | limit > 0.95 → > 0.97"],
    ["> 0.95", "> 0.93", "woken | alerts | HostDiskFilling critical | limit > 0.95 → > 0.93"],
    ["> 0.95", ">= 0.95", "woken | alerts | HostDiskFilling critical | limit > 0.95 → >= 0.95"],
    ["< 14400", "< 7200", "weakens | alerts | HostDiskFullSoon critical | limit < 14400 → < 7200"],
    ["< 14400", "< 28800", "woken | alerts | HostDiskFullSoon critical | limit < 14400 → < 28800"],
    ["for: 1m\n", "for: 5m\n", "weakens | alerts | HostDiskFilling critical | for 1m → 5m"],
    ["        for: 1m\n", "", "woken | alerts | HostDiskFilling critical | for 1m → 0s"],
    ["for: 1m\n", "for: 60s\n", undefined],
  ])("%j → %j", (from, to, found) => {
    expect(change(rules, from, to)).toEqual(found === undefined ? [] : [found]);
  });
});

describe("expressions", () => {
  it("a condition more can only silence", () => {
    expect(change(rules, "up == 0", "up == 0\n          and on (instance) (visits > 1)")[0]).toMatch(/^woken/);
    expect(change(rules, "ratio > 0.95", "ratio > 0.95 unless on (instance) backup")).toEqual([
      "weakens | alerts | HostDiskFilling critical | fires only unless on (instance) backup",
    ]);
  });
  it("a condition less can only fire more", () => {
    expect(change(rules, "\n          and on (instance) (instance:disk_use:ratio > 0.5)", "")).toEqual([
      "woken | alerts | HostDiskFullSoon critical | no longer asks and on (instance) (instance:disk_use:ratio > 0.5)",
    ]);
  });
  it("layout says nothing", () => {
    expect(change(rules, "14400\n          and on", "14400 and on")).toEqual([]);
  });
  it("a recorded series touches the alerts that read it", () => {
    const [found] = compareEnvironment(
      smallTree,
      changed(rules, "1 - node_filesystem_avail", "2 - node_filesystem_avail"),
    );
    expect(found).toMatchObject({
      class: "woken",
      area: "recordings",
      subject: "instance:disk_use:ratio",
      severities: ["critical", "warning"],
    });
    expect(found?.consequence).toContain(
      "HostDiskFilling critical, HostDiskFilling warning, HostDiskFullSoon critical",
    );
  });
});

describe("which alerts there are", () => {
  const withoutWarning = changed(
    rules,
    `      - alert: HostDiskFilling
        expr: instance:disk_use:ratio > 0.9
        for: 10m
        labels: {severity: warning, component: host, category: system}
        annotations: {summary: Disk is filling, limit: over 90 %}
`,
    "",
  );
  it("a removed level weakens, and says who was told", () => {
    expect(compareEnvironment(smallTree, withoutWarning)).toEqual([
      expect.objectContaining({
        class: "weakens",
        what: "removed",
        consequence: "Nobody is told of this any more; until now: Discord discord-warning.",
      }),
    ]);
  });
  it("an added one wakes", () => {
    expect(compareEnvironment(withoutWarning, smallTree)).toEqual([
      expect.objectContaining({ class: "woken", what: "added: instance:disk_use:ratio > 0.9 for 10m" }),
    ]);
  });
  it("a renamed alert is no loss, wherever its name stands", () => {
    const renamed = new Map(
      [...smallTree].map(
        ([file, text]) => [file, text].map((one) => one.replaceAll("HostDown", "HostGone")) as [string, string],
      ),
    );
    expect(differences(renamed)).toEqual(["harmless | alerts | HostGone critical | renamed, was HostDown"]);
  });
  it("a limit that moved with the new name is told as well", () => {
    const moved = changed(rules, "> 0.95", "> 0.99", changed(rules, "HostDiskFilling", "HostDiskFull"));
    expect(differences(moved)).toEqual(
      expect.arrayContaining([
        "harmless | alerts | HostDiskFull critical | renamed, was HostDiskFilling",
        "weakens | alerts | HostDiskFull critical | limit > 0.95 → > 0.99",
        // The cause that silences it still names the old one.
        "woken | notifications | HostDiskFull critical | no longer silenced while HostDown [instance] fires",
      ]),
    );
  });
  it("another severity loses the receivers of the old one", () => {
    const found = change(
      rules,
      "expr: up == 0\n        labels: {severity: critical",
      "expr: up == 0\n        labels: {severity: warning",
    );
    expect(found).toEqual(
      expect.arrayContaining([
        "woken | alerts | HostDown warning | severity critical → warning",
        "weakens | notifications | HostDown warning | e-mail to lead@benevoclic.fr is no longer told",
        "weakens | notifications | HostDown warning | Discord discord-critical is no longer told",
        "woken | notifications | HostDown warning | Discord discord-warning is told as well",
      ]),
    );
  });
});

describe("who is told", () => {
  it("a lost receiver weakens", () => {
    expect(change(routing, '"lead@benevoclic.fr, devops@benevoclic.fr"', "devops@benevoclic.fr")).toEqual(
      ["HostDiskFilling", "HostDiskFullSoon", "HostDown"].map(
        (name) => `weakens | notifications | ${name} critical | e-mail to lead@benevoclic.fr is no longer told`,
      ),
    );
  });
  it("a route that no longer goes on takes what comes after it", () => {
    expect(change(routing, "continue: true", "continue: false")).toContain(
      "weakens | notifications | HostDown critical | Discord discord-critical is no longer told",
    );
  });
  it("hours are said in words, and a channel that is told at any hour by another way stays so", () => {
    const paris = { location: "Europe/Paris" };
    const night = [{ times: [{ start_time: "22:00", end_time: "24:00" }], weekdays: ["monday:friday"], ...paris }];
    expect(hoursText(night)).toBe("22:00 to 24:00 on monday to friday (Europe/Paris)");
    expect(hoursText([{ days_of_month: ["24"], months: ["12"], years: [2026] }])).toBe(
      "all day on day 24 of the month in month 12 of 2026",
    );
    const way = { channel: "Discord", timing: "" };
    const hours = (one: string, other: string) =>
      hoursOf(
        [
          { ...way, hours: one },
          { ...way, hours: other },
        ],
        "Discord",
      );
    expect(hours("", "not from 22:00 to 07:00")).toBe("");
    expect(hours("only from 8:00 to 9:00", "not from 22:00 to 07:00")).not.toMatch(/^;|; ?$|[{[]/);
  });
  it("quiet hours weaken, their end wakes", () => {
    const quiet = changed(routing, "repeat_interval: 12h", "repeat_interval: 12h, mute_time_intervals: [quiet]");
    expect(differences(quiet)).toEqual([
      expect.stringMatching(
        /^weakens \| notifications \| HostDiskFilling warning \| .*at any hour → not from 22:00 to 07:00 \(Europe\/Paris\)$/,
      ),
    ]);
    expect(differences(smallTree, quiet)).toEqual([expect.stringMatching(/^woken .* → at any hour$/)]);
  });
  it("timing and causes change who is woken", () => {
    expect(change(routing, "repeat_interval: 12h", "repeat_interval: 24h")).toEqual([
      "woken | notifications | HostDiskFilling warning | Discord discord-warning: repeated after 12h → repeated after 24h",
    ]);
    expect(change(routing, '"HostDiskFilling|HostDiskFullSoon"', '"HostDiskFullSoon"')).toContain(
      "woken | notifications | HostDiskFilling warning | no longer silenced while HostDown [instance] fires",
    );
  });
});

describe("everything else", () => {
  it.each([
    [
      "prometheus/tests/host.yml",
      "HostDiskFilling critical silent",
      "Gone critical silent",
      "weakens | tests | HostDiskFilling critical | test lost: silent: steady",
    ],
    [
      "prometheus/tests/host.yml",
      "0.94x9",
      "0.93x9",
      "harmless | tests | HostDiskFilling critical | example changed: silent: steady",
    ],
    [
      "prometheus/prometheus.yml",
      "  - {job_name: pm2, scrape_interval: 15s}\n",
      "",
      "weakens | scraping | pm2 | no longer scraped",
    ],
    [
      "prometheus/prometheus.yml",
      "scrape_interval: 15s}\n",
      "scrape_interval: 60s}\n",
      "weakens | scraping | pm2 | scraped every 15s → 60s",
    ],
    [
      "prometheus/prometheus.yml",
      "targets: [a]",
      "targets: [b]",
      "woken | scraping | node | its targets, their labels or what is kept of them changed",
    ],
    ["blackbox/blackbox.yml", "web-home", "web-shop", "weakens | scraping | probe web-home | removed"],
    [
      "grafana/dashboards/host.json",
      '"expr":"instance:disk_use:ratio"',
      '"expr":"other"',
      "harmless | dashboards | Host | panel changed: Disk use (what it queries)",
    ],
    ["grafana/dashboards/host.json", '"x":0', '"x":12', "harmless | dashboards | Host | 1 panels moved"],
    ["grafana/dashboards/host.json", '"id":2', '"id":3', "harmless | dashboards | Host | panel removed: Disk use"],
    [
      rules,
      "summary: Disk is full",
      "summary: Full",
      "harmless | messages | HostDiskFilling critical | summary reads differently",
    ],
    ["runbooks/HostDown.md", "#", "##", "harmless | messages | HostDown | runbook reads differently"],
    ["routes.md", "who", "whom", undefined],
  ])("%s: %s → %s", (file, from, to, found) => {
    const all = change(file, from, to);
    if (found === undefined) expect(all).toEqual([]);
    else expect(all).toContain(found);
  });
  it("what nobody understands is not called harmless", () => {
    expect(differences(new Map(smallTree).set("loki/loki.yml", "a"))).toEqual([
      "woken | files | loki/loki.yml | added",
    ]);
  });
});

describe("a review", () => {
  it("sends nobody to replay what was replayed", () => {
    const other = changed(rules, "> 0.95", "+ 1 > 0.95");
    const review = reviewOf(version(smallTree), version(other));
    const advised = textOf(reportOf(review, ["production", "staging"]));
    expect(advised).toContain("npm run diff -- <ref> --effect");
    const replayed = textOf(reportOf(review, ["production", "staging"], { rows: [], changes: [], notes: [] }));
    expect(replayed).not.toContain("--effect");
    expect(replayed).not.toContain("only a replay");
  });
  const version = (production: ReadonlyMap<string, string>, staging = production) => ({
    name: "v",
    environments: new Map([
      ["production", production],
      ["staging", staging],
    ]),
  });
  it("tells once what changed in every environment, and where it did not", () => {
    const raised = changed(rules, "> 0.95", "> 0.97");
    const both = reviewOf(version(smallTree), version(raised));
    expect(both.changes).toEqual([expect.objectContaining({ environments: ["production", "staging"] })]);
    const one = reviewOf(version(smallTree), version(raised, smallTree));
    expect(one.changes).toEqual([expect.objectContaining({ environments: ["production"] })]);
  });
  it("ends by its gravest change", () => {
    const code = (after: ReadonlyMap<string, string>) => exitCodes[reviewOf(version(smallTree), version(after)).class];
    expect(code(smallTree)).toBe(0);
    expect(code(changed("runbooks/HostDown.md", "#", "##"))).toBe(2);
    expect(code(changed(rules, "> 0.95", "> 0.9"))).toBe(3);
    expect(code(changed(rules, "> 0.95", "> 0.97"))).toBe(4);
    expect(code(changed("runbooks/HostDown.md", "#", "##", changed(rules, "> 0.95", "> 0.97")))).toBe(4);
  });
  it("reads what is really generated, and finds nothing in it beside itself", () => {
    const now = versionIn(generatedDirectory);
    expect([...now.environments.keys()].sort()).toEqual(["production", "shop-cluster", "shop-replicated", "staging"]);
    expect(reviewOf(now, now).changes).toEqual([]);
    const production = now.environments.get("production") ?? new Map();
    const without = new Map([...production].filter(([file]) => file !== "alertmanager/alertmanager.yml"));
    const found = compareEnvironment(production, without).filter((one) => one.class === "weakens");
    expect(found.map(({ subject }) => subject)).toContain("Watchdog info");
  });
});

import type { RuleGroup } from "../lab/recording/rule-groups.ts";
import { ruleGroups } from "../lab/recording/rule-groups.ts";
import { usualInterval } from "../model/job.ts";
import { merged } from "./change.ts";
import { recordingsUnder } from "./compare/affected.ts";
import { type Alerting, compareAlerts } from "./compare/alerts.ts";
import { rulesIn } from "./read/rules.ts";
import { run } from "./run.ts";
import { blobs } from "./version.ts";

/** A commit that changed an alert's definition. */
export interface Revision {
  readonly commit: string;
  /** ISO 8601. */
  readonly date: string;
  readonly author: string;
  /** Why: the first line of the commit's message, and what follows it. */
  readonly subject: string;
  readonly body: string;
  /** What changed of which level: `HostDiskFilling critical: limit > 0.95 → > 0.98`. */
  readonly changes: readonly string[];
}

/** The definitions alone: who is told of an alert is another question. */
const untold: Alerting["notifications"] = { ways: () => [], silencedBy: () => [] };

/**
 * The commits that changed an alert's rules, or the recorded series that they read, newest first. An alert that was renamed
 * is followed under its earlier name.
 */
export async function historyOf(alert: string, environment: string, repository: string): Promise<Revision[]> {
  const directory = `generated/${environment}/prometheus/rules`;
  const rulesAt = rulesReader(directory, repository);
  const format = ["%H", "%P", "%aI", "%an", "%s", "%b"].join("%x00");
  const log = await run("git", ["log", `--format=${format}%x01`, "--", directory], repository);
  const revisions: Revision[] = [];
  let name = alert;
  for (const entry of log
    .split("\u0001")
    .map((text) => text.trimStart())
    .filter(Boolean)) {
    const [commit = "", parents = "", date = "", author = "", subject = "", body = ""] = entry.split("\0");
    const [before, after] = [await rulesAt(parents.split(" ")[0] ?? ""), await rulesAt(commit)];
    const now = rulesIn(after);
    const own = [...now.alerts.values()].filter((rule) => rule.name === name);
    const concerned = new Set([
      ...own.map(({ key }) => key),
      ...own.flatMap(({ expression }) => [...recordingsUnder(expression, now)]),
    ]);
    const found = compareAlerts(
      { rules: rulesIn(before), notifications: untold },
      { rules: now, notifications: untold },
    ).filter(({ subject: key }) => concerned.has(key) || key === name || key.startsWith(`${name} `));
    if (found.length === 0) continue;
    const changes = merged(found.map((one) => ({ ...one, environment }))).map(
      ({ subjects, what }) => `${subjects.join(", ")}: ${what}`,
    );
    revisions.push({ commit, date, author, subject, body: body.trim(), changes });
    name = found.map(({ what }) => /^renamed, was (\w+)$/.exec(what)?.[1]).find((was) => was !== undefined) ?? name;
  }
  return revisions;
}

/** Reads the rules of a commit; each version of a file is parsed once. */
function rulesReader(directory: string, repository: string): (commit: string) => Promise<RuleGroup[]> {
  const parsed = new Map<string, RuleGroup[]>();
  return async (commit) => {
    if (commit === "") return [];
    const listing = await run("git", ["ls-tree", "-z", "--format=%(objectname)", commit, `${directory}/`], repository);
    const objects = listing.split("\0").filter(Boolean);
    const unknown = objects.filter((object) => !parsed.has(object));
    for (const [index, text] of (await blobs(unknown, repository)).entries())
      parsed.set(unknown[index] ?? "", ruleGroups(text, usualInterval));
    return objects.flatMap((object) => parsed.get(object) ?? []);
  };
}

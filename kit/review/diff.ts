import { type Change, type changeClasses, gravest, type MergedChange, merged } from "./change.ts";
import { type Alerting, compareAlerts } from "./compare/alerts.ts";
import { compareDashboards } from "./compare/dashboards.ts";
import { compareDeployments } from "./compare/deployment.ts";
import { compareNotifications } from "./compare/notifications.ts";
import { compareOtherFiles } from "./compare/other-files.ts";
import { compareRemedies } from "./compare/remedies.ts";
import { compareScraping } from "./compare/scraping.ts";
import { compareTests } from "./compare/tests.ts";
import type { Deployment } from "./read/deployment.ts";
import { notificationsOf } from "./read/notifications.ts";
import { rulesOf } from "./read/rules.ts";
import type { Files, Version } from "./version.ts";

/** What a change means. */
export interface Review {
  /** The two versions, by name. */
  readonly before: string;
  readonly after: string;
  readonly class: (typeof changeClasses)[number] | "none";
  readonly changes: readonly MergedChange[];
  /** What could not be compared, with the reason. */
  readonly notes: readonly string[];
}

/** Compares two versions in every environment that either has. */
export function reviewOf(before: Version, after: Version, deployments: Deployments = { notes: [] }): Review {
  const environments = [...new Set([...before.environments.keys(), ...after.environments.keys()])];
  const none: Files = new Map();
  const changes = [
    ...environments.flatMap((environment) =>
      compareEnvironment(before.environments.get(environment) ?? none, after.environments.get(environment) ?? none).map(
        (found): Change => ({ ...found, environment }),
      ),
    ),
    ...(deployments.before && deployments.after ? compareDeployments(deployments.before, deployments.after) : []),
  ];
  return withChanges({ before: before.name, after: after.name, notes: deployments.notes }, changes);
}

/** What is known of the deployment in both versions; only the notes where it is not compared. */
export interface Deployments {
  readonly before?: Deployment;
  readonly after?: Deployment;
  readonly notes: readonly string[];
}

/** A review of the given changes. */
function withChanges(of: Pick<Review, "before" | "after" | "notes">, changes: readonly Change[]): Review {
  return { ...of, class: gravest(changes), changes: merged(changes) };
}

/** The differences of one environment. */
export function compareEnvironment(before: Files, after: Files) {
  const files = { before, after };
  if (sameFiles(before, after)) return [];
  const [was, is] = [alertingOf(before), alertingOf(after)];
  return [
    ...compareAlerts(was, is),
    ...compareNotifications(was, is),
    ...compareRemedies(files, was, is),
    ...compareTests(files, was, is),
    ...compareScraping(before, after),
    ...compareDashboards(before, after),
    ...compareOtherFiles(before, after),
  ];
}

export const alertingOf = (files: Files): Alerting => ({
  rules: rulesOf(files),
  notifications: notificationsOf(files),
});

const sameFiles = (before: Files, after: Files) =>
  before.size === after.size && [...before].every(([file, text]) => after.get(file) === text);

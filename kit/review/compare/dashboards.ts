import { type Dashboard, dashboardOf, type Panel } from "../read/dashboards.ts";
import type { Files } from "../version.ts";
import type { Found } from "./alerts.ts";
import { pairs, same } from "./pairs.ts";

/** What is shown differently. Dashboards wake nobody: all of it is harmless, but operators look there at night. */
export function compareDashboards(before: Files, after: Files): Found[] {
  const { removed, added, kept } = pairs(dashboardFiles(before), dashboardFiles(after));
  const whole = ({ text }: DashboardFile) => dashboardOf(text).title;
  return [
    ...removed.map((one) =>
      found(whole(one), "dashboard removed", "Links to it, those in messages included, lead nowhere."),
    ),
    ...added.map((one) => found(whole(one), "dashboard added", "There is one more place to look.")),
    ...kept
      .filter((pair) => pair.before.text !== pair.after.text)
      .flatMap((pair) => comparePanels(dashboardOf(pair.before.text), dashboardOf(pair.after.text))),
  ];
}

const found = (subject: string, what: string, consequence: string): Found => ({
  ...{ class: "harmless", area: "dashboards", subject, what, consequence },
});

interface DashboardFile {
  readonly text: string;
}

const dashboardFiles = (files: Files) =>
  new Map(
    [...files].filter(([file]) => file.startsWith("grafana/dashboards/")).map(([file, text]) => [file, { text }]),
  );

function comparePanels(before: Dashboard, after: Dashboard): Found[] {
  const { removed, added, kept } = pairs(before.panels, after.panels);
  const changes = [
    ...(before.title === after.title
      ? []
      : [found(after.title, `renamed, was ${before.title}`, "It is listed elsewhere.")]),
    ...(same(before.frame, after.frame)
      ? []
      : [
          found(
            after.title,
            "variables, annotations or links changed",
            "The whole dashboard is filtered or linked differently.",
          ),
        ]),
    ...removed.map(({ title }) =>
      found(
        after.title,
        `panel removed: ${title}`,
        "What it showed has to be looked for elsewhere; messages that link to it open an empty page.",
      ),
    ),
    ...added.map(({ title }) => found(after.title, `panel added: ${title}`, "There is more to see.")),
    ...kept
      .filter((pair) => !same(unplaced(pair.before), unplaced(pair.after)))
      .map((pair) => panelChange(after.title, pair)),
  ];
  const moved = kept.filter(
    (pair) => same(unplaced(pair.before), unplaced(pair.after)) && !same(pair.before, pair.after),
  );
  if (changes.length === 0 && moved.length > 0)
    return [found(after.title, `${moved.length} panels moved`, "The same is seen in another place.")];
  return changes;
}

function unplaced({ gridPos: _, ...panel }: Panel): unknown {
  return panel;
}

function panelChange(dashboard: string, { before, after }: { before: Panel; after: Panel }): Found {
  const expressions = ({ targets }: Panel) => targets.map(({ expr }) => expr);
  const parts = [
    ...(before.title === after.title ? [] : ["title"]),
    ...(before.type === after.type ? [] : [`${before.type} → ${after.type}`]),
    ...(same(expressions(before), expressions(after)) ? [] : ["what it queries"]),
    ...(same(before.fieldConfig, after.fieldConfig) ? [] : ["its limits, unit or colours"]),
    ...(before.description === after.description ? [] : ["its description"]),
  ];
  return found(
    dashboard,
    `panel changed: ${after.title || before.title} (${parts.join(", ") || "its appearance"})`,
    same(expressions(before), expressions(after))
      ? "The same values are drawn differently."
      : "It shows other values under this name.",
  );
}

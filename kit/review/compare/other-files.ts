import type { Files } from "../version.ts";
import type { Found } from "./alerts.ts";

/** Files that other comparisons read, or that only repeat what they say. */
const understood = [
  /^prometheus\/(rules|tests)\/[^/]+\.yml$/,
  /^prometheus\/prometheus\.yml$/,
  /^alertmanager\/alertmanager\.yml$/,
  /^blackbox\/blackbox\.yml$/,
  /^grafana\/dashboards\/[^/]+\.json$/,
  /^routes\.md$/,
  /^remediation\/remedies\.json$/,
];

/** Files whose text people read, with what a difference means. */
const read: readonly {
  readonly pattern: RegExp;
  readonly what: string;
  readonly consequence: string;
  readonly class?: Found["class"];
}[] = [
  {
    pattern: /^runbooks\/.+\.md$/,
    what: "runbook reads differently",
    consequence: "Whoever opens it at night finds other words.",
  },
  {
    pattern: /^on-call\.md$/,
    class: "woken",
    what: "rota changed",
    consequence: "Other people are called, at the times of the file's own difference.",
  },
  {
    pattern: /^alertmanager\/templates\/.+\.tmpl$/,
    what: "message template changed",
    consequence: "Every message looks different; `npm run check` renders them.",
  },
  {
    pattern: /^grafana\/provisioning\//,
    what: "provisioning of Grafana changed",
    consequence: "Grafana finds its data or its dashboards elsewhere.",
  },
];

/** What no other comparison understands is told all the same, and not called harmless. */
export function compareOtherFiles(before: Files, after: Files): Found[] {
  const files = [...new Set([...before.keys(), ...after.keys()])].sort();
  return files
    .filter((file) => before.get(file) !== after.get(file) && !understood.some((pattern) => pattern.test(file)))
    .filter((file) => !isRunbook(file) || (before.has(file) && after.has(file)))
    .map((file): Found => {
      const known = read.find(({ pattern }) => pattern.test(file));
      if (known !== undefined) {
        const { what, consequence } = known;
        const subject = isRunbook(file) ? file.slice("runbooks/".length, -".md".length) : file;
        return { class: known.class ?? "harmless", area: "messages", subject, what, consequence };
      }
      const presence = !after.has(file) ? "removed" : before.has(file) ? "changed" : "added";
      const consequence = "This command does not know what it means: read the file's own difference.";
      return { class: "woken", area: "files", subject: file, what: presence, consequence };
    });
}

/** Those of new and removed alerts come and go with them. */
const isRunbook = (file: string) => file.startsWith("runbooks/");

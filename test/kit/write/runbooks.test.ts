import { expect, it } from "vitest";
import { alert } from "../../../kit/model/alert.ts";
import { command, person } from "../../../kit/model/step.ts";
import { annotationsOf } from "../../../kit/write/annotations.ts";
import { runbook } from "../../../kit/write/runbooks.ts";
import { environmentWith, productionWith, sound, text } from "../declared.ts";

const config = { ...productionWith({}), locale: "en" as const, telephones: { lead: "+33 6 12 34 56 78" } };
const full = alert("HostFull", {
  ...sound,
  next: [command("df -h {{disk}}", text), person("lead", { fr: "Appeler", en: "Call" })],
  likely: [
    {
      when: { fr: "Un journal sur {{disk}}", en: "A log on {{disk}}" },
      test: command("du -x {{disk}}", { fr: "Des Go", en: "Several GB" }),
      cure: person("devops", { fr: "Le vider", en: "Have it emptied" }),
    },
    ...sound.likely,
  ],
});

function written(declared: typeof full) {
  const environment = environmentWith({ alerts: [declared] }, config);
  const [found] = environment.alerts;
  const [level] = found?.levels ?? [];
  if (found === undefined || level === undefined) throw new Error("not declared");
  return { page: runbook(environment, found), annotations: annotationsOf(environment, found, level) };
}

it("says where to see it, what is likely, when it is over and whom to call", () => {
  const { page, annotations } = written(full);
  expect(page).toMatch(/## See that it is true\n\nOn the dashboard, the panel \[Trial\]\(https:.*\) shows above 80 %/);
  expect(page).toContain(
    "1. **A log on <disk>**\n   - What shows it: Several GB:\n     ```sh\n     du -x <disk>\n     ```\n   - What cures it: Have it emptied (devops).",
  );
  expect(page).toMatch(/## Know that it is over\n\nTrial \(<disk>\): back below 80 %\. The alert ends by itself/);
  expect(page).toContain("- **lead**: [+33 6 12 34 56 78](tel:+33612345678), lead@benevoclic.fr");
  expect(annotations.next_steps).toContain("Call (lead, lead@benevoclic.fr, +33 6 12 34 56 78)");
});

it("names who is told of what is critical where no step names anybody", () => {
  const { page } = written(alert("HostFull", sound));
  expect(page).toMatch(/## Whom to call\n\n- \*\*devops\*\*: devops@benevoclic.fr\n- \*\*lead\*\*/);
});

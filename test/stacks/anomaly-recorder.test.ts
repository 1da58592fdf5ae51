import { expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { type Service, servicesOf } from "../../stacks/service.ts";

const production = loadConfig("production");
function withRepository(repository?: string): Service {
  const config = { ...production, anomalies: { ...production.anomalies, repository } };
  const recorder = servicesOf(config).find(({ name }) => name === "anomaly-recorder");
  if (recorder === undefined) throw new Error("no anomaly recorder");
  return recorder;
}
const namesIn = ({ secrets }: Service) => (secrets?.files ?? []).map(({ name }) => name);

it("keeps files on its volume, or issues on GitHub with a token and a webhook's secret of its own", () => {
  const files = withRepository();
  expect(files.command).toContain(`--directory=${files.data}`);
  const always = ["recorder-token", "prometheus-password", "alertmanager-password"];
  expect(namesIn(files)).toEqual(always);
  const issues = withRepository("benevoclic/anomalies");
  expect(issues.command).toContain("--repository=benevoclic/anomalies");
  expect(namesIn(issues)).toEqual([...always, "github-token", "github-webhook"]);
});

it("is told of every secret by its file", () => {
  const recorder = withRepository("benevoclic/anomalies");
  const read = recorder.command.flatMap((flag) => /^--[a-z-]+-file=(.+)$/.exec(flag)?.[1] ?? []);
  expect(read.sort()).toEqual(
    namesIn(recorder)
      .map((name) => `${recorder.secrets?.at}/${name}`)
      .sort(),
  );
});

import { expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { anomalyRecorder } from "../../stacks/services/anomaly-recorder.ts";

const production = loadConfig("production");
const withRepository = (repository?: string) =>
  anomalyRecorder({
    ...production,
    anomalies: { ...production.anomalies, repository },
  });

it("keeps files on its volume, or issues on GitHub with a token and a webhook's secret of its own", () => {
  const files = withRepository();
  expect(files.command).toContain(`--directory=${files.data}`);
  expect(files.secrets?.files).toEqual(["recorder-token", "prometheus-password", "alertmanager-password"]);
  const issues = withRepository("benevoclic/anomalies");
  expect(issues.command).toContain("--repository=benevoclic/anomalies");
  expect(issues.secrets?.files).toEqual([
    "recorder-token",
    "prometheus-password",
    "alertmanager-password",
    "github-token",
    "github-webhook",
  ]);
});

it("is told of every secret by its file", () => {
  const { command, secrets } = withRepository("benevoclic/anomalies");
  const read = command.flatMap((flag) => /^--[a-z-]+-file=(.+)$/.exec(flag)?.[1] ?? []);
  expect(read.sort()).toEqual((secrets?.files ?? []).map((name) => `${secrets?.at}/${name}`).sort());
});

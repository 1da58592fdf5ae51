import { afterAll, beforeAll, expect, it } from "vitest";
import { longestComment } from "../../../kit/review/render/markdown.ts";
import { type Report, reportSchema } from "../../../kit/review/report.ts";
import { type FakeGitHub, startFakeGitHub } from "./fake-github.ts";
import { createRepository, type Outcome, type Repository } from "./repository.ts";
import { smallTree } from "./small-tree.ts";

const environments = ["production", "staging"];
const rules = (environment: string) => `generated/${environment}/prometheus/rules/host.yml`;

/** What CDKTF would write, so that the stacks of both versions are really synthesized, each with its own sources. */
const stack = (memory: number, ip: string) => `
import { mkdirSync, writeFileSync } from "node:fs";
const directory = process.env.CDKTF_OUTDIR + "/stacks/monitoring-production";
mkdirSync(directory, { recursive: true });
const container = { name: "benevoclic-production-grafana", image: "\${docker_image.grafana.image_id}", memory: ${memory},
  ports: [{ ip: "${ip}", internal: 3000, external: 3001 }] };
writeFileSync(directory + "/cdk.tf.json", JSON.stringify({
  resource: { docker_container: { grafana: container }, docker_image: { grafana: { name: "grafana/grafana:12" } } } }));
`;

let repository: Repository;
let github: FakeGitHub;
/** Of the branch's last commit. */
let last: Report;
beforeAll(async () => {
  repository = createRepository();
  for (const environment of environments)
    for (const [file, text] of smallTree) repository.write(`generated/${environment}/${file}`, text);
  repository.write("stacks/main.ts", stack(512, "127.0.0.1"));
  repository.commit("Watch the disks");
});
afterAll(async () => {
  await github?.stop();
  repository?.remove();
});

/** The workflow Review, and after it Review comment, as their files say. */
async function review(): Promise<{ diff: Outcome; report: Report; comment: () => Promise<Outcome> }> {
  const diff = await repository.run("cli/main.js", ["diff", "main", "--json"]);
  const report = reportSchema.parse(JSON.parse(diff.out));
  const comment = () => {
    repository.write("review.json", diff.out);
    repository.write(
      "event.json",
      JSON.stringify({
        workflow_run: {
          ...{
            event: "pull_request",
            head_sha: "a".repeat(40),
            head_branch: "raise-limit",
            html_url: "https://github.com/run/1",
          },
          head_repository: { owner: { login: "somebody" } },
        },
      }),
    );
    return repository.run("cli/main.js", ["review-comment", "review.json"], {
      ...{ GITHUB_TOKEN: "t0ken", GITHUB_REPOSITORY: "benevoclic/monitoring", GITHUB_API_URL: github.url },
      GITHUB_EVENT_PATH: `${repository.directory}/event.json`,
    });
  };
  return { diff, report, comment };
}

it("judges each commit of a real history, and keeps one comment about it", async () => {
  repository.git("checkout", "--quiet", "-b", "raise-limit");
  github = await startFakeGitHub(
    [
      { number: 6, head: "somebody:raise-limit", sha: "b".repeat(40) },
      { number: 7, head: "somebody:raise-limit", sha: "a".repeat(40) },
    ],
    true,
  );
  github.labels.push("alerts: info", "help wanted");
  // Somebody else's comment with our mark must not be taken for ours; ours may be on the second page.
  for (let index = 0; index < 120; index++)
    github.comments.push({
      id: index,
      body: "<!-- monitoring: review --> mine!",
      user: { login: "eve", type: "User" },
    });

  const unchanged = await review();
  expect(unchanged.diff.code).toBe(0);
  expect(unchanged.report.changes).toEqual([]);

  for (const environment of environments)
    repository.edit(rules(environment), (text) => text.replace("> 0.95", "> 0.97"));
  repository.commit("Raise the limit");
  const raised = await review();
  expect(raised.diff.code).toBe(4);
  expect(raised.report.changes.map(({ class: grave, subjects, what }) => `${grave} ${subjects} ${what}`)).toEqual([
    "weakens HostDiskFilling critical limit > 0.95 → > 0.97",
  ]);
  expect((await raised.comment()).out).toBe("comment on #7 created\n");
  const [mine] = github.comments.filter(({ user }) => user.type === "Bot");
  expect(mine?.body).toContain("alert `HostDiskFilling critical`: `limit > 0.95 → > 0.97`");
  expect(github.labels.sort()).toEqual(["alerts: critical", "help wanted", "review: weakens"]);

  // The limit is as before, a dashboard is another, and the deployment opens a port.
  for (const environment of environments)
    repository.edit(rules(environment), (text) => text.replace("> 0.97", "> 0.95"));
  repository.edit("generated/production/grafana/dashboards/host.json", (text) => text.replace("Disk use", "Disks"));
  repository.write("stacks/main.ts", stack(256, "0.0.0.0"));
  repository.commit("Open Grafana");
  const opened = await review();
  last = opened.report;
  expect(opened.report.changes.map(({ area, what }) => `${area}: ${what}`)).toEqual([
    "deployment: publishes 0.0.0.0:3001 → 3000",
    "deployment: memory limit 512 MB → 256 MB",
    "dashboards: panel changed: Disks (title)",
    "deployment: no longer publishes 127.0.0.1:3001 → 3000",
  ]);
  expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  expect((await opened.comment()).out).toBe("comment on #7 updated\n");
  const bots = github.comments.filter(({ user }) => user.type === "Bot");
  expect(bots).toHaveLength(1);
  expect(bots[0]?.body).not.toContain("0.97");
  expect(bots[0]?.body).toContain("[Previews of the dashboards](https://github.com/run/5/artifacts/9)");
  expect(github.labels.sort()).toEqual(["deployment", "help wanted", "review: weakens"]);
});

it("the text for a terminal says the same, and a wrong ref is explained", async () => {
  const text = await repository.run("cli/main.js", ["diff", "main"]);
  expect(text.out).toContain("deployment benevoclic-grafana (only in production)");
  expect(text.out).toContain("→ It is reachable from outside this host, past nginx and its login.");
  const wrong = await repository.run("cli/main.js", ["diff", "no-such-branch"]);
  expect(wrong).toMatchObject({ code: 1, out: "" });
  expect(wrong.err).toContain("no-such-branch  is no commit of this repository");
});

it("a report that holds more than a comment may is cut, and one that is none is told", async () => {
  const [one] = last.changes;
  if (one === undefined) throw new Error("the branch has changes");
  const huge = Array.from({ length: 2_000 }, (_, index) => ({ ...one, what: `${index} ${"`|@".repeat(300)}` }));
  repository.write("huge.json", JSON.stringify({ ...last, changes: huge }));
  const run = (file: string) =>
    repository.run("cli/main.js", ["review-comment", file], {
      ...{ GITHUB_TOKEN: "t0ken", GITHUB_REPOSITORY: "benevoclic/monitoring", GITHUB_API_URL: github.url },
      GITHUB_EVENT_PATH: `${repository.directory}/event.json`,
    });
  expect((await run("huge.json")).code).toBe(0);
  const body = () => github.comments.find(({ user }) => user.type === "Bot")?.body ?? "";
  expect(body().length).toBeLessThan(longestComment);
  expect(body()).toContain("others: `npm run diff` lists them");
  repository.write("broken.json", '{"version": 1, "changes": [{"class": "<script>"}]}');
  expect((await run("broken.json")).code).toBe(0);
  expect(body()).toContain("This change could not be judged: see [the run](https://github.com/run/1).");
});

it("history tells when and why a definition changed, under its earlier name too", async () => {
  const renamed = ["generated/production/prometheus/rules/host.yml", "generated/staging/prometheus/rules/host.yml"];
  for (const file of renamed) repository.edit(file, (text) => text.replaceAll("HostDiskFilling", "HostDiskFull"));
  repository.commit("Say what is full\n\nOperators asked for the shorter name.");
  const { out } = await repository.run("cli/main.js", ["history", "HostDiskFull"]);
  const lines = out.split("\n").map((line) => line.replace(/^[\d -]+:\d+ {2}[0-9a-f]{10} {2}/, ""));
  expect(lines).toEqual([
    "Ada: Say what is full",
    "    Operators asked for the shorter name.",
    "    · HostDiskFull critical, HostDiskFull warning: renamed, was HostDiskFilling",
    "Ada: Open Grafana",
    "    · HostDiskFilling critical: limit > 0.97 → > 0.95",
    "Ada: Raise the limit",
    "    · HostDiskFilling critical: limit > 0.95 → > 0.97",
    "Ada: Watch the disks",
    "    · HostDiskFilling critical: added: instance:disk_use:ratio > 0.95 for 1m",
    "    · HostDiskFilling warning: added: instance:disk_use:ratio > 0.9 for 10m",
    "    · instance:disk_use:ratio: recorded from now on",
    "",
  ]);
});

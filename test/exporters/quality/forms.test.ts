import { expect, it } from "vitest";
import { document, figures, fromDirectory, now, put, stateOf, temporary } from "./read.ts";

const scores = { performance: 0.93, accessibility: 0.89, "best-practices": 1, seo: 0.92 };
const lighthouse = async (content: string) => {
  const directory = temporary();
  put(directory, "web", "lighthouse.json", content);
  const seen = await fromDirectory(directory);
  return {
    state: stateOf(seen, "web", "lighthouse"),
    scores: figures(seen, "quality_lighthouse_score_ratio", "web"),
    madeAt: figures(seen, "quality_report_timestamp_seconds", "web").lighthouse,
    why: seen.lines.find(({ report, project }) => report === "lighthouse" && project === "web")?.reason,
  };
};

it("Lighthouse since version 3, as old as it says itself", async () => {
  expect(await lighthouse(document("lighthouse-12.json"))).toEqual({
    state: "good",
    scores,
    madeAt: Date.parse("2026-11-20T03:00:12.345Z") / 1000,
    why: undefined,
  });
});

it("Lighthouse 2, out of 100 and without the category that is gone since", async () => {
  expect(await lighthouse(document("lighthouse-2.json"))).toMatchObject({
    state: "old",
    scores: { performance: 0.83, accessibility: 0.91, "best-practices": 0.875, seo: 1 },
  });
});

it("several pages: the lowest score counts, in every form that several pages have", async () => {
  const good = JSON.parse(document("lighthouse-12.json"));
  const slow = structuredClone(good);
  slow.categories.performance.score = 0.4;
  slow.fetchTime = "2026-11-19T03:00:00.000Z";
  const expected = {
    state: "good",
    scores: { ...scores, performance: 0.4 },
    madeAt: Date.parse(slow.fetchTime) / 1000,
  };
  expect(await lighthouse(JSON.stringify([good, slow]))).toMatchObject(expected);
  const visit = { ...good, gatherMode: "timespan", categories: { performance: { score: 0.1 } } };
  const steps = [good, slow, visit].map((lhr) => ({ lhr, name: "a step" }));
  expect(await lighthouse(JSON.stringify({ steps, name: "A flow" }))).toMatchObject(expected);
  expect(await lighthouse(JSON.stringify({ id: "x", lighthouseResult: slow }))).toMatchObject(expected);
});

it("a page that did not load gives no scores", async () => {
  const failed = JSON.parse(document("lighthouse-12.json"));
  failed.runtimeError = { code: "NO_FCP", message: "The page did not paint any content." };
  for (const category of Object.values<{ score: number | null }>(failed.categories)) category.score = null;
  expect(await lighthouse(JSON.stringify(failed))).toMatchObject({ state: "wrong", scores: {} });
  expect((await lighthouse(JSON.stringify(failed))).why).toContain("NO_FCP");
});

it("a score that one page lacks was not measured: told, and the last good one is kept", async () => {
  const good = JSON.parse(document("lighthouse-12.json"));
  const broken = structuredClone(good);
  broken.categories.performance.score = null;
  broken.audits = { "largest-contentful-paint": { score: null, errorMessage: "NO_LCP" } };
  const lacking = structuredClone(good);
  delete lacking.categories.performance;
  const empty = structuredClone(good);
  delete empty.categories.seo.score;
  for (const [pages, told] of [
    [broken, "could not measure performance: NO_LCP"],
    [[good, broken], "could not measure performance of page 2 of 2: NO_LCP"],
    [[lacking, good], "could not measure performance of page 1 of 2"],
    [{ lighthouseResult: broken }, "NO_LCP"],
    [empty, "could not measure seo"],
  ]) {
    const directory = temporary();
    put(directory, "web", "lighthouse.json", JSON.stringify(good));
    const before = await fromDirectory(directory);
    put(directory, "web", "lighthouse.json", JSON.stringify(pages), now - 60);
    const seen = await fromDirectory(directory, before.lastGood);
    expect(stateOf(seen, "web", "lighthouse")).toBe("wrong");
    expect(figures(seen, "quality_lighthouse_score_ratio", "web")).toEqual(scores);
    expect(seen.lines.find(({ report, project }) => report === "lighthouse" && project === "web")?.reason).toContain(
      told,
    );
  }
});

it.each([
  ["nothing", null],
  ["an empty object", {}],
  ["an error's text", "Error: Unable to connect to Chrome"],
  ["an error", { error: "Navigation timeout of 30000 ms exceeded" }],
])("a list in which %s stands in the place of a page is not a good one", async (_, instead) => {
  const good = JSON.parse(document("lighthouse-12.json"));
  for (const pages of [
    [good, instead],
    { steps: [{ lhr: good }, instead] },
    { steps: [{ lhr: good }, { lhr: instead }] },
  ])
    expect(await lighthouse(JSON.stringify(pages))).toMatchObject({ state: "wrong", scores: {} });
});

it("PageSpeed Insights' error is told as that, alone or among pages", async () => {
  const good = JSON.parse(document("lighthouse-12.json"));
  const error = {
    code: 400,
    message: "Lighthouse returned error: FAILED_DOCUMENT_REQUEST.",
    errors: [{ domain: "lighthouse" }],
  };
  for (const pages of [{ error }, [good, { error }]]) {
    const seen = await lighthouse(JSON.stringify(pages));
    expect(seen).toMatchObject({ state: "wrong", scores: {} });
    expect(seen.why).toContain("FAILED_DOCUMENT_REQUEST");
  }
});

it("a page whose category is empty, or was not asked for, does not pass without a word", async () => {
  const lacking = JSON.parse(document("lighthouse-12.json"));
  lacking.categories.seo = {};
  expect(await lighthouse(JSON.stringify(lacking))).toMatchObject({ state: "wrong" });
  delete lacking.categories.seo;
  expect(await lighthouse(JSON.stringify(lacking))).toMatchObject({ state: "good", why: "it says nothing of seo" });
});

it("npm 6's audit, without what is only information", async () => {
  const directory = temporary();
  put(directory, "api", "audit.json", document("npm-audit-1.json"));
  expect(figures(await fromDirectory(directory), "quality_vulnerabilities", "api")).toEqual({
    critical: 1,
    high: 2,
    moderate: 0,
    low: 1,
  });
});

it("outdated packages: in workspaces once, optional ones that are not installed not at all", async () => {
  const directory = temporary();
  const entry = (current: string | undefined, latest: string) => ({
    current,
    wanted: latest,
    latest,
    dependent: "web",
  });
  const listed: Record<string, object> = {
    nuxt: entry("3.16.0", "4.1.0"),
    error: [entry("7.0.0", "10.4.0"), entry("10.4.0", "10.4.0")],
    fsevents: entry(undefined, "2.3.3"),
    "@types/node": entry("20.1.0", "20.1.0"),
  };
  put(directory, "web", "outdated.json", JSON.stringify(listed));
  const alone = await fromDirectory(directory);
  expect(figures(alone, "quality_outdated_packages", "web")).toEqual({ "": 2 });
  expect(figures(alone, "quality_packages", "web")).toEqual({});
  expect(alone.lines).toContainEqual(expect.objectContaining({ reason: expect.stringContaining("package.json") }));

  const manifest = {
    dependencies: { nuxt: "^3", error: "7" },
    devDependencies: { nuxt: "^3", fsevents: "2", "@types/node": "20", mine: "npm:theirs@1" },
  };
  listed["mine:npm:theirs@1"] = entry("1.0.0", "1.0.0");
  put(directory, "web", "outdated.json", JSON.stringify(listed), now - 60);
  put(directory, "web", "package.json", JSON.stringify(manifest));
  expect(figures(await fromDirectory(directory), "quality_packages", "web")).toEqual({ "": 5 });
});

it("the share of outdated packages is not known where others are listed than package.json names, as in a workspace", async () => {
  for (const named of [{ typescript: "5" }, {}]) {
    const directory = temporary();
    put(directory, "web", "outdated.json", '{"nuxt": {"current": "3.0.0", "latest": "4.0.0", "dependent": "web"}}');
    put(directory, "web", "package.json", JSON.stringify({ workspaces: ["packages/*"], devDependencies: named }));
    const seen = await fromDirectory(directory);
    expect(figures(seen, "quality_outdated_packages", "web")).toEqual({ "": 1 });
    expect(figures(seen, "quality_packages", "web")).toEqual({});
    const line = seen.lines.find(({ message }) => message === "a report is not complete");
    expect(line?.reason).toMatch(/package\.json.*the share of outdated packages is not known/);
  }
});

it("what is wrong with the package.json beside a list is told by its name", async () => {
  const directory = temporary();
  put(directory, "web", "outdated.json", "{}");
  put(directory, "web", "package.json", '{\n<<<<<<< HEAD\n"dependencies": {}');
  const line = (await fromDirectory(directory)).lines.find(
    ({ report, state }) => report === "outdated" && state === "wrong",
  );
  expect(line).toMatchObject({
    reason: expect.stringMatching(/^package\.json/),
    remedy: expect.stringContaining("package.json"),
  });
});

it("outdated is what comes before the latest version by precedence; what cannot be compared is told", async () => {
  const directory = temporary();
  const listed = {
    ahead: { current: "2.0.0-beta.1", latest: "1.9.0" },
    candidate: { current: "2.0.0-rc.2", latest: "2.0.0-rc.10" },
    built: { current: "1.0.0+build.1", latest: "1.0.0+build.2" },
    "of-git": { current: "1.0.0", wanted: "git", latest: "git" },
    odd: { current: 3, latest: null },
    behind: { current: "9.0.0", latest: "10.0.0" },
  };
  put(directory, "web", "outdated.json", JSON.stringify(listed));
  put(directory, "web", "package.json", '{"dependencies": {"ahead": "2"}}');
  const seen = await fromDirectory(directory);
  expect(stateOf(seen, "web", "outdated")).toBe("good");
  expect(figures(seen, "quality_outdated_packages", "web")).toEqual({ "": 2 });
  expect(seen.lines.find(({ message }) => message === "a report is not complete")?.reason).toContain(
    "2 packages have no",
  );
});

it.each([
  ["audit", '{"metadata": {"vulnerabilities": {"high": 0, "critical": 0}}}'],
  ["outdated", '{"ok": true}'],
  ["outdated", "[]"],
  ["lint", "[]"],
  ["lint", '{"results": []}'],
  ["lint", '[{"filePath": "a.ts", "errorCount": 3, "messages": []}]'],
])("a %s report in which the telling part is missing is not a good one: %s", async (report, content) => {
  const directory = temporary();
  put(directory, "api", `${report}.json`, content);
  expect(stateOf(await fromDirectory(directory), "api", report)).toBe("wrong");
});

it.each([
  { total: 4, covered: 4, pct: "Unknown" },
  { total: 4, covered: 4, pct: null },
  { total: 4, covered: null, pct: 100 },
  { total: 4, covered: 5, pct: 125 },
  { total: 0, covered: 0, pct: 100 },
])("coverage whose lines are %o is not a good one", async (lines) => {
  const directory = temporary();
  const whole = { total: 4, covered: 4, skipped: 0, pct: 100 };
  const total = { lines, statements: whole, functions: whole, branches: whole };
  put(directory, "api", "coverage.json", JSON.stringify({ total }));
  expect(stateOf(await fromDirectory(directory), "api", "coverage")).toBe("wrong");
});

it("coverage of code without branches has no share of branches", async () => {
  const directory = temporary();
  const part = (total: number, covered: number) => ({ total, covered, skipped: 0, pct: total ? 33.33 : "Unknown" });
  const total = { lines: part(3, 1), statements: part(4, 3), functions: part(2, 2), branches: part(0, 0) };
  const file = { lines: part(3, 1), statements: part(4, 3), functions: part(2, 2), branches: part(0, 0) };
  put(directory, "api", "coverage.json", JSON.stringify({ total, "/srv/api/src/main.ts": file }));
  const seen = await fromDirectory(directory);
  expect(figures(seen, "quality_coverage_ratio", "api")).toEqual({ lines: 1 / 3, statements: 0.75, functions: 1 });
  expect(stateOf(seen, "api", "coverage")).toBe("good");
});

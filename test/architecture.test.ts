import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const repository = path.resolve(import.meta.dirname, "..");

/** Each folder, and the folders it may import from: docs/architecture.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  // The mechanism knows no platform.
  kit: [],
  parts: ["kit", "signals/metrics", "signals/routes"],
  config: ["kit", "parts"],
  signals: ["kit", "parts", "config"],
  alerts: ["kit", "parts", "config", "signals"],
  dashboards: ["kit", "parts", "config", "signals", "alerts"],
  platform: ["kit", "parts", "config", "signals", "alerts", "dashboards"],
  // Another platform: it must need nothing of this one.
  examples: ["kit"],
  // Programs of their own: they share only the names of metrics, which may stand with their part.
  exporters: ["signals/metrics", "signals/visitors", "parts", "kit/model"],
  // Added to the programs of others: it brings what it needs.
  tracing: ["kit/logs"],
  stacks: ["kit", "parts", "config", "signals", "alerts", "dashboards", "platform"],
  // They tell of the records that the anomaly recorder keeps.
  reports: ["kit", "parts", "config", "signals", "exporters"],
  // It runs the exporters as well.
  simulator: ["kit", "parts", "config", "signals", "alerts", "dashboards", "platform", "exporters"],
  cli: [
    "kit",
    "parts",
    "config",
    "signals",
    "alerts",
    "dashboards",
    "platform",
    "exporters",
    "reports",
    "stacks",
    "simulator",
    // Of the second platform's target there is a sample among the generated files.
    "examples",
  ],
  bench: [
    "kit",
    "parts",
    "config",
    "signals",
    "alerts",
    "dashboards",
    "platform",
    "exporters",
    "reports",
    "stacks",
    "simulator",
    "cli",
    // A small platform that can be run faster than its declarations say.
    "examples",
  ],
};

/** Rooms of declarations: prose, which is as long as what there is to say. */
const declarations = ["alerts", "signals", "dashboards", "simulator/faults"];

/** Files of mechanism over 300 lines, each with the reason why it is not two. */
const longForAReason: Readonly<Record<string, string>> = {
  "kit/lab/sinks/github.ts": "one table of the requests that GitHub answers, each with what it refuses",
  "simulator/platform/api.ts": "one model of one API, and each of its faults where it strikes",
  "test/deployment/deployment.test.ts": "one story on one engine: each step begins where the one before it ended",
  "test/deployment/rough.test.ts": "one engine for all rough treatments: starting it takes longer than each of them",
  "test/simulator/platform/api.test.ts": "the six quirks and every fault of one program",
};

// `example` is what `npm pack` of the kit puts beside it.
const unread = new Set(["node_modules", ".git", ".cache", "cdktf.out", "coverage", "example"]);

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (unread.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}
const files = filesBelow(".");
const sources = files.filter((file) => file.endsWith(".ts"));
const read = (file: string) => readFileSync(path.join(repository, file), "utf8");

/** What a source imports: files as paths from the repository's root, packages by name. */
function importsOf(file: string): string[] {
  const found = read(file).matchAll(/(?:^|[\s;}])(?:from|import)\s*\(?\s*"([^"\n]+)"/g);
  return [...found].map(([, imported = ""]) =>
    imported.startsWith(".") ? path.join(path.dirname(file), imported) : imported,
  );
}
const isIn = (file: string, folder: string) => file.startsWith(`${folder}/`) || file === `${folder}.ts`;
const imports = sources.flatMap((file) => importsOf(file).map((imported) => ({ file, imported })));

it.each(Object.keys(mayImport))("%s imports only what stands before it", (folder) => {
  const others = [...Object.keys(mayImport), "test"].filter((other) => other !== folder);
  const wrong = imports.filter(
    ({ file, imported }) =>
      isIn(file, folder) &&
      others.some((other) => isIn(imported, other)) &&
      !mayImport[folder]?.some((allowed) => isIn(imported, allowed)),
  );
  expect(wrong).toEqual([]);
});

it("the imports of the project are seen", () => {
  const seen = (file: string) => imports.filter((one) => one.file === file).map(({ imported }) => imported);
  expect(seen("platform.ts")).toEqual(
    expect.arrayContaining(["alerts/catalogue.ts", "kit/platform.ts", "parts/every.ts"]),
  );
  expect(seen("test/architecture.test.ts")).toEqual(["node:fs", "node:path", "vitest"]);
});

it("every folder with sources has its place among the others", () => {
  const folders = new Set(sources.filter((file) => file.includes("/")).map((file) => file.split("/")[0]));
  expect([...folders].filter((folder) => folder !== "test" && !(String(folder) in mayImport))).toEqual([]);
});

it("no word of the platform stands in the kit", () => {
  const word = /benevoclic|bénévol|\b(vps|ovh)\b|\b(france|paris)\b|\bpm2\b/i;
  const wrong = files
    .filter((file) => isIn(file, "kit"))
    .flatMap((file) =>
      read(file)
        .split("\n")
        .flatMap((line, index) => (word.test(line) ? [`${file}:${index + 1}  ${line.trim()}`] : [])),
    );
  expect(wrong).toEqual([]);
});

it("no file imports itself through others, not even for a type", () => {
  const importsOfFile = new Map(sources.map((file) => [file, importsOf(file).filter((one) => one.endsWith(".ts"))]));
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" -> "));
    if (done.has(file) || way.includes(file)) return;
    for (const next of importsOfFile.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of sources) walk(file, []);
  expect(circles).toEqual([]);
});

it("only stacks knows CDKTF", () => {
  const wrong = imports.filter(
    ({ file, imported }) => /^(cdktf|constructs|@cdktf)(\/|$)/.test(imported) && !/^(test\/)?stacks\//.test(file),
  );
  expect(wrong).toEqual([]);
});

it("test tools stay in test", () => {
  const wrong = imports.filter(({ file, imported }) => /^vitest(\/|$)/.test(imported) && !isIn(file, "test"));
  expect([...new Set(wrong.map(({ file }) => file))]).toEqual(["vitest.config.ts"]);
});

it("a file is named after what it holds", () => {
  const vague = /^(utils?|helpers?|common|managers?|misc)$/;
  expect(sources.filter((file) => file.split(/[/.-]/).some((word) => vague.test(word)))).toEqual([]);
});

it("nothing has a default export but vitest's configuration", () => {
  const wrong = sources.filter((file) => /^export (default\b|\{[^}]*\bas default\b)/m.test(read(file)));
  expect(wrong).toEqual(["vitest.config.ts"]);
});

it("a file of mechanism is not longer than 300 lines without a reason", () => {
  const mechanism = sources.filter((file) => !declarations.some((room) => isIn(file, room)));
  const long = mechanism.filter((file) => read(file).trimEnd().split("\n").length > 300);
  expect(long.sort()).toEqual(Object.keys(longForAReason).sort());
});

it("nothing is exported that nobody imports", () => {
  const named = /\{([^{}]*)\}\s*from\s*"(\.[^"]+)"/g;
  const wanted = new Set<string>();
  const whole = new Set<string>();
  for (const file of sources) {
    for (const [, names = "", from = ""] of read(file).matchAll(named))
      for (const name of names.split(",").map(
        (one) =>
          one
            .trim()
            .replace(/^type /, "")
            .split(" as ")[0],
      ))
        wanted.add(`${path.join(path.dirname(file), from)} ${name}`);
    for (const [, one, other] of read(file).matchAll(/\* as \w+ from ["](\.[^"]+)"|import[(]"(\.[^"]+)"[)]/g))
      whole.add(path.join(path.dirname(file), one ?? other ?? ""));
  }
  // Found by their folders.
  const listed = ["parts", "kit/judge"];
  const unwanted = sources
    .filter((file) => !isIn(file, "test") && !whole.has(file) && !listed.some((folder) => isIn(file, folder)))
    .flatMap((file) =>
      [...read(file).matchAll(/^export (?:async )?(?:const|function\*?|class) (\w+)/gm)]
        .map(([, name]) => `${file} ${name}`)
        .filter((one) => !wanted.has(one)),
    );
  // A module of one function, which the few lines of JavaScript that start it ask for.
  expect(unwanted.sort()).toEqual(["kit/command/program.ts main"]);
});

it("a text for people stands once in the mechanism, the programs and the reports", () => {
  const places = new Map<string, string[]>();
  for (const file of sources.filter((one) => ["kit", "exporters", "reports", "cli"].some((room) => isIn(one, room))))
    for (const [, fr, en] of read(file)
      .replace(/^\s*\*.*$|^\s*\/\*\*.*$/gm, "")
      .matchAll(/fr:\s*("(?:[^"\\]|\\.)*"),\s*en:\s*("(?:[^"\\]|\\.)*")/g)) {
      const text = `${fr} ${en}`;
      places.set(text, [...(places.get(text) ?? []), file]);
    }
  expect(places.size).toBeGreaterThan(300);
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
});

it("names no package registry, outside links to documentation", () => {
  const host =
    /registry\.(npmjs|yarnpkg|terraform|opentofu)\.\w+|(deb|ftp)\.debian\.org|pypi\.org|pythonhosted\.org|repo1?\.maven\.(apache\.)?org|crates\.io|proxy\.golang\.org/;
  const documentation = /^\s*(\/\/|\/?\*|#).*https:\/\/|\]\(https:\/\//;
  const wrong = files.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, index) => (host.test(line) && !documentation.test(line) ? [`${file}:${index + 1}`] : [])),
  );
  expect(wrong).toEqual([]);
});

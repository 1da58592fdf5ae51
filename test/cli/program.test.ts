import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { typed } from "../../cli/arguments.ts";
import { groups } from "../../cli/commands/every.ts";
import { completions } from "../../cli/completion.ts";
import { answer } from "../../cli/program.ts";
import { referenceOf } from "../../cli/reference.ts";
import { table } from "../../cli/terminal.ts";

const project = path.resolve(import.meta.dirname, "../..");
const commands = groups.flatMap((group) => group.commands);
const named = commands.map((command) => [command.name, command] as const);
const run = promisify(execFile);

/** What a command line is answered with; nothing is run. */
function asked(line: readonly string[], columns = 100) {
  let [out, err] = ["", ""];
  const answered = answer(line, groups, {
    ...{ columns, coloured: false },
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { ...("code" in answered ? { code: answered.code } : {}), out, err };
}

it.each(named)("%s says what it does, and does nothing when asked for help", (name, command) => {
  const { code, out } = asked([name, ...command.example.split(" "), "--help"]);
  expect(code).toBe(0);
  for (const word of [command.does.split(" ")[0] ?? "", "Example", "Exit codes", ...Object.keys(command.options)])
    expect(out).toContain(word);
});

it.each(named)("%s answers a wrong option with the nearest one, and does nothing", (name, command) => {
  const { code, err } = asked([name, ...command.example.split(" ").filter(Boolean), "--helpp"]);
  expect(code).toBe(command.misuse);
  expect(err).toContain("There is no option --helpp");
  expect(err).toContain("--help?");
  expect(err).toContain(name);
});

it.each(named)("%s has an example that it understands", (_, command) => {
  const read = typed(command, command.example.split(" ").filter(Boolean));
  expect(read).not.toBe("help");
  if (read !== "help") expect(() => command.asked(read)).not.toThrow();
});

it("tells a script that wants JSON what is not understood, as it tells people, and nothing else there", () => {
  const { code, out, err } = asked(["deploy", "prodution", "--json"]);
  expect(code).toBe(2);
  const mistake = { where: "", what: '<environment>: "prodution" is none that there is' };
  expect(JSON.parse(out)).toEqual({ mistakes: [{ ...mistake, remedy: expect.stringContaining("production") }] });
  expect(err).toContain(mistake.what);
  expect(asked(["deploy", "prodution"]).out).toBe("");
});

it("answers an unknown command with the nearest one, and what is not understood with the reason", () => {
  expect(asked(["dif"])).toMatchObject({ code: 2, err: expect.stringContaining("did you mean diff?") });
  expect(asked(["status"]).err).toContain("<environment> is missing");
  expect(asked(["status", "prodution"]).err).toContain("did you mean production?");
  expect(asked(["status", "production", "staging"]).err).toContain('"staging" is one argument too many');
  expect(asked(["probe", "staging", "--seconds", "soon"]).err).toContain("allowed: from 0 to 86400");
  expect(asked(["probe", "staging", "--seconds", "--json"]).err).toContain("--seconds lacks its value");
  expect(asked(["probe", "staging", "--json=yes"]).err).toContain("--json takes no value");
  expect(asked(["probe", "staging", "-j"]).err).toContain("There is no option -j");
  expect(asked(["backtest", "--url", "localhost:9090"]).err).toContain("is no address");
  expect(asked(["diff", "main", "--effct"])).toMatchObject({ code: 1, err: expect.stringContaining("--effect?") });
  expect(asked(["secrets", "production", "--rotate", "recorder-token"]).code).toBe(2);
});

it("fits a narrow terminal, and is the same without colours", () => {
  // A word alone may be longer.
  for (const line of [["help"], ["diff", "--help"], ["anomaly", "--help"]])
    for (const text of asked(line, 40).out.split("\n"))
      if (text.trim().includes(" ") && !text.startsWith("  npm run")) expect(text.length, text).toBeLessThanOrEqual(40);
  const rows = [["prometheus", "running", "healthy"]];
  expect(table(["service", "state", "health"], rows, { columns: 80 })).toHaveLength(2);
  expect(table(["service", "state", "health"], rows, { columns: 20 })).toEqual([
    "  prometheus",
    "      state: running",
    "      health: healthy",
  ]);
});

it("every command has its npm script, and every script its command", () => {
  const { scripts, bin } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
    bin: Record<string, string>;
  };
  const { test: _, format: __, help, ...ours } = scripts;
  expect(ours).toEqual(Object.fromEntries(commands.map(({ name }) => [name, `node cli/main.js ${name}`])));
  expect([help, bin]).toEqual(["node cli/main.js help", { "benevoclic-monitoring": "cli/main.js" }]);
});

it("docs/commands.md is what the table says: otherwise run `npm run generate`", () => {
  expect(readFileSync(path.join(project, "docs/commands.md"), "utf8")).toBe(referenceOf(groups));
});

it("is one program from any directory, which ends with 2 when it is not understood", async () => {
  const main = path.join(project, "cli/main.js");
  const { stdout } = await run(process.execPath, [main, "status", "--help"], { cwd: tmpdir() });
  expect(stdout).toContain("npm run status -- <environment>");
  const wrong = run(process.execPath, [main, "statsu"], { cwd: tmpdir() });
  await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("did you mean status?") });
});

it("finishes what it has begun where that is worth more than what it says, though nobody reads any more", async () => {
  const finishing = commands.filter(({ finishes }) => finishes).map(({ name }) => name);
  expect(finishing.sort()).toEqual(["backup", "deploy", "pin", "probe", "restore", "rollback", "secrets"]);
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-unread-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const explain = path.join(project, "cli/explain.ts");
  /** What a command did whose reader went away after its first line, and what it ended with. */
  const unread = async (finishes: boolean) => {
    const file = path.join(directory, String(finishes));
    const script = `import { orExplain } from ${JSON.stringify(explain)};
      import { existsSync, writeFileSync } from "node:fs"; import { setTimeout as pause } from "node:timers/promises";
      await orExplain(async () => {
        console.log("begun");
        while (!existsSync("${file}.unread")) await pause(10);
        for (let line = 0; line < 5; line += 1) { console.log("more"); console.error("of it"); await pause(10); }
        writeFileSync("${file}", "done");
        process.exitCode = 3;
      }, { finishes: ${finishes} });`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], { cwd: project });
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child.stdout, "data");
    child.stdout.destroy();
    child.stderr.destroy();
    writeFileSync(`${file}.unread`, "");
    const [code] = await once(child, "exit");
    return { code, done: existsSync(file) };
  };
  expect(await unread(true)).toEqual({ code: 3, done: true });
  expect(await unread(false)).toEqual({ code: 0, done: false });
});

it("says that its output has no room, in words and by its code", () => {
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  const said = spawnSync(process.execPath, [path.join(project, "cli/main.js"), "tunnel", "production"], {
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  expect(said.status).toBe(1);
  expect(said.stderr).toMatch(/^The output cannot be written.\n {4}→ the disk that it goes to is full/);
  expect(said.stderr).not.toMatch(/^\s+at /m);
});

it("completes in a real bash", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-completion-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const script = path.join(directory, "completion.bash");
  writeFileSync(script, completions.bash(commands));
  /** What bash would offer after a line. */
  const offered = (line: string) => {
    // As readline calls it; compopt only works there.
    const shell = `source ${script}; compopt() { :; }; COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}
      _benevoclic_monitoring; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", shell], { encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout.trim().split("\n");
  };
  expect(offered("benevoclic-monitoring roll")).toEqual(["rollback"]);
  expect(offered("benevoclic-monitoring ")).toEqual(expect.arrayContaining(["start", "coverage:rules", "help"]));
  expect(offered("benevoclic-monitoring coverage:r")).toEqual(["rules"]);
  expect(offered("benevoclic-monitoring status pro")).toEqual(["production"]);
  expect(offered("benevoclic-monitoring diff --")).toEqual(["--effect", "--markdown", "--json", "--help"]);
  expect(offered("benevoclic-monitoring preview --theme ")).toEqual(["dark", "light"]);
  expect(offered("benevoclic-monitoring anomaly --severity cri")).toEqual(["critical"]);
  expect(offered("benevoclic-monitoring nothing --")).toEqual([""]);
  expect(offered("npx ben")).toEqual(["benevoclic-monitoring"]);
  expect(offered("npx benevoclic-monitoring roll")).toEqual(["rollback"]);
  expect(offered("npx benevoclic-monitoring status pro")).toEqual(["production"]);
  expect(offered("npx tsx roll")).toEqual([""]);
});

const zsh = spawnSync("zsh", ["--version"]).status === 0;
it.skipIf(!zsh)(`writes what a real zsh can read${zsh ? "" : " (skipped: no zsh on PATH)"}`, () => {
  const read = spawnSync("zsh", ["-f", "-n"], { input: completions.zsh(commands), encoding: "utf8" });
  expect(read).toMatchObject({ status: 0, stderr: "" });
});

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { traceStoreAt } from "../../kit/model/trace-store.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-start-"));
const env = { ...process.env, BENEVOCLIC_RUN_DIRECTORY: path.join(directory, "run") };
const started: ChildProcess[] = [];

// What a failed test left running would make those after it fail as well.
afterEach(async () => {
  for (const child of started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill("SIGINT");
    await once(child, "exit");
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a command in the background and tells what it has printed so far. */
function command(name: string, ...args: string[]) {
  const child = spawn(process.execPath, ["cli/main.js", name, ...args], { cwd: repository, env });
  started.push(child);
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  return {
    child,
    exit: once(child, "exit"),
    output: () => output,
    printed: (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => output.includes(text) && resolve();
        listeners.add(look);
        look();
        child.once("exit", () => reject(new Error(`ended before it printed "${text}":\n${output}`)));
      }),
  };
}

/** The processes of the system that still run: they all carry its directory in their environment, as PM2's apps do. */
function left(): string[] {
  const { stdout } = spawnSync("ps", ["axeww", "-o", "pid,args"], { encoding: "utf8", maxBuffer: 64 << 20 });
  return stdout.split("\n").filter((line) => line.includes(env.BENEVOCLIC_RUN_DIRECTORY));
}

/** A request of the site, followed through the API to the database; where no traces are kept, the run has said why. */
async function seesTraces(output: string): Promise<void> {
  const [, store] = /Traces of its requests: (\S+)\/api\/services/.exec(output) ?? [];
  if (store === undefined) return expect(output).toContain("no traces in this run: ");
  await vi.waitFor(
    async () => {
      const now = Date.now();
      const span = { from: new Date(now - 300_000), to: new Date(now + 60_000) };
      const steps = (await traceStoreAt(store).slowest("web", span, 50)).map(({ spans }) =>
        spans.map(({ service, attributes }) => attributes["db.operation.name"] ?? service),
      );
      expect(steps).toContainEqual(["web", "web", "api", "find"]);
    },
    { timeout: 60_000, interval: 500 },
  );
}

test("npm start shows the healthy system, npm run fault its failure and its return, Ctrl-C ends all of it", {
  timeout: 900_000,
}, async () => {
  const system = command("start");
  await system.printed("Ctrl-C stops everything.");
  expect(system.output()).toMatch(/targets up +(\d+) of \1\n/);
  expect(system.output()).toMatch(/rules loaded +\d+\n/);
  await seesTraces(system.output());
  expect(system.output()).toMatch(/alerts firing +Watchdog\n/);

  const second = spawnSync(process.execPath, ["cli/main.js", "start"], {
    cwd: repository,
    env,
    encoding: "utf8",
  });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain("runs already");

  // The engine would start it again.
  const [pid] = left().flatMap((line) => /^ *(\d+) \S*\/(?:prometheus-)?alertmanager /.exec(line)?.[1] ?? []);
  process.kill(Number(pid), "SIGKILL");
  await system.printed("alertmanager runs again");

  const healed = command("fault", "api-down");
  expect(await healed.exit).toEqual([0, null]);
  expect(healed.output()).toMatch(/Healed by itself after [0-9.]+ s: restart benevoclic-api/);

  const fault = command("fault", "api-unreachable");
  expect(await fault.exit).toEqual([0, null]);
  expect(fault.output()).toMatch(/\[Discord, after [0-9.]+ s\] 🔴 CRITIQUE .*ApiUnreachable/);
  const clear = command("fault", "clear");
  expect(await clear.exit).toEqual([0, null]);
  expect(clear.output()).toMatch(/\[Discord, after [0-9.]+ s\] ✅ /);

  for (const program of [
    "api-program.ts",
    "web-program.ts",
    "God Daemon",
    "Server.java",
    "exporters/business",
    "exporters/pm2",
  ])
    expect(left().join("\n")).toContain(program);
  system.child.kill("SIGINT");
  expect(await system.exit).toEqual([0, null]);
  expect(system.output()).toContain("stopped: no process is left.");
  expect(left()).toEqual([]);
});

test("Ctrl-C during the start leaves nothing running", { timeout: 60_000 }, async () => {
  const system = command("start");
  await system.printed("starting the simulated Benevoclic");
  system.child.kill("SIGINT");
  await system.exit;
  expect(system.output()).toContain("nothing is left running");
  expect(left()).toEqual([]);
});

test("npm run fault lists the faults, and says what to do when nothing runs or the name is wrong", () => {
  const fault = (...args: string[]) =>
    spawnSync(process.execPath, ["cli/main.js", "fault", ...args], {
      cwd: repository,
      env,
      encoding: "utf8",
    });
  expect(fault().stdout).toContain("api-down");
  expect(fault("api-dwn").stderr).toContain('did you mean "api-down"');
  expect(fault("api-down").stderr).toContain("npm start");
  expect(fault("api-dwn").status).toBe(1);
});

test("the commands of the README exist", () => {
  const readme = readFileSync(path.join(repository, "README.md"), "utf8");
  const { scripts } = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run ([a-z][a-z:-]*)(?![a-z:*-])/g)].map((match) => match[1] ?? "");
  expect(named.length).toBeGreaterThan(5);
  for (const name of named.filter((one) => one !== "bench:")) expect(Object.keys(scripts)).toContain(name);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { run } from "../../../../kit/review/run.ts";

const project = path.resolve(import.meta.dirname, "../../../..");
const alive = (pid: number) => existsSync(`/proc/${pid}`);

it.each([
  "SIGINT",
  "SIGTERM",
] as const)("leaves neither a directory nor a child behind when %s ends it", async (signal) => {
  const temporary = mkdtempSync(path.join(tmpdir(), "benevoclic-scratch-"));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
  // Two pieces of work, one within the other, and a program that would run for an hour.
  const program = `
    import { inScratch } from ${JSON.stringify(path.join(project, "kit/lab/parts/scratch.ts"))};
    import { killWithParent } from ${JSON.stringify(path.join(project, "kit/lab/parts/die-with-parent.ts"))};
    import { spawn } from "node:child_process";
    await inScratch("outer", () => inScratch("inner", async (cwd) => {
      const child = spawn("sleep", ["3600"], { cwd });
      killWithParent(child);
      console.log(child.pid);
      await new Promise((resolve) => child.once("exit", resolve));
    }));`;
  const running = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    ...{ cwd: project, env: { ...process.env, TMPDIR: temporary }, stdio: ["ignore", "pipe", "inherit"] },
  });
  const [said] = (await once(running.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const child = Number(said.toString());
  const ours = () => readdirSync(temporary).filter((name) => /^(outer|inner)-/.test(name));
  expect([ours().length, alive(child)]).toEqual([2, true]);
  running.kill(signal);
  // By the signal itself, as whoever sent it expects.
  expect(await once(running, "exit")).toEqual([null, signal]);
  while (alive(child)) await run("sleep", ["0.05"], project);
  expect(ours()).toEqual([]);
});

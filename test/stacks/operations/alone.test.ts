import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { type Config, loadConfig } from "../../../config/load.ts";
import { onPath } from "../../../kit/lab/parts/programs.ts";
import { alone } from "../../../stacks/operations/alone.ts";
import { temporaryDirectory } from "../synthesized.ts";

const production = loadConfig("production");
let config: Config;
beforeEach(() => {
  const { deployment } = production;
  config = { ...production, deployment: { ...deployment, engine: "unix:///nowhere", secrets: temporaryDirectory() } };
});
const withFlock = it.skipIf(onPath(["flock"]).length === 0);

/** Somebody who is at work until told to stop. */
function atWork() {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let begun = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const work = alone(config, async () => {
    begun();
    await stopped;
    return "first";
  });
  return { hasBegun, stop, work };
}

withFlock("whoever comes second is refused, and may come again (skipped without flock)", async () => {
  const first = atWork();
  await first.hasBegun;
  await expect(alone(config, async () => "second")).rejects.toThrow(/under way there[\s\S]*wait for its end/);
  first.stop();
  expect(await first.work).toBe("first");
  expect(await alone(config, async () => "third")).toBe("third");
  await expect(alone(config, () => Promise.reject(new Error("it failed")))).rejects.toThrow("it failed");
  expect(await alone(config, async () => "fourth")).toBe("fourth");
});

withFlock("whoever has time waits for the other's end (skipped without flock)", async () => {
  const first = atWork();
  await first.hasBegun;
  const second = alone(config, async () => "second", 60);
  first.stop();
  expect(await second).toBe("second");
});

withFlock("who is killed holds nothing any more (skipped without flock)", { timeout: 60_000 }, async () => {
  const script = `import { alone } from "./alone.ts";
    await alone(${JSON.stringify(config)}, () => { console.log("at work"); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: path.resolve(import.meta.dirname, "../../../stacks/operations"),
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  // It says so itself: whoever tried in the meantime would hold what it is about to take.
  await once(child.stdout, "data");
  await expect(alone(config, async () => {})).rejects.toThrow(/under way/);
  child.kill("SIGKILL");
  await vi.waitFor(() => alone(config, async () => {}), { timeout: 30_000, interval: 100 });
});

it("where nothing can be locked yet, the work is done", async () => {
  const nowhere = { ...config, deployment: { ...config.deployment, secrets: "/nowhere/secrets" } };
  expect(await alone(nowhere, async () => "done")).toBe("done");
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { ChromiumFailed, inChromium } from "../../../exporters/journeys/chromium.ts";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { findChromium } from "../../../kit/preview/chromium.ts";
import { createSite, type SiteFault } from "../../../simulator/platform/site.ts";
import { startSite } from "../../../simulator/platform/site-server.ts";

const found = findChromium();
const skipped = "missing" in found ? ` (skipped: ${found.missing})` : "";
const executablePath = "path" in found ? found.path : undefined;
const repository = path.resolve(import.meta.dirname, "../../..");
const account = { email: "parcours@benevoclic.example", password: "not a secret" };
const announcement = "/annonces/64f8a1b2c3d4e5f601234569";
const id = announcement.split("/").at(-1) ?? "";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function directoryOf(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "journeys-"));
  undo.push(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  writeFileSync(path.join(directory, "password"), account.password);
  return directory;
}

async function started(directory: string, site: string) {
  const { port, child } = await startOnFreePort((port) =>
    startChild({
      name: "journeys",
      command: process.execPath,
      args: [
        ...["--import", "tsx", "exporters/journeys/main.ts", "--port", String(port), "--site", site],
        ...["--account", account.email, "--password-file", path.join(directory, "password")],
        ...["--announcement", announcement, "--every", "1", "--directory", directory],
        ...["--scratch", path.join(directory, "chromium"), "--chromium", executablePath ?? ""],
      ],
      cwd: repository,
      logFile: path.join(directory, "log"),
      ready: () => answers(`http://127.0.0.1:${port}/-/ready`),
    }),
  );
  undo.push(() => child.stop());
  const figures = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return { child, figures };
}

async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const end = Date.now() + 90_000; !(await holds()); await pause(100))
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
}

/** Processes of Chromium that write below a directory. */
const chromiumsIn = (directory: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`--user-data-dir=${directory}`);
      } catch {
        return false;
      }
    });

describe.skipIf(executablePath === undefined)(`the program that walks journeys${skipped}`, { timeout: 120_000 }, () => {
  it("tells what works, then at which step it does not, with a picture; and takes back what a killed run left", async () => {
    const directory = directoryOf();
    let broken: SiteFault | undefined;
    const site = createSite({ account, broken: (fault) => fault === broken });
    const { url, stop } = await startSite(site);
    undo.push(stop);
    // As a run leaves it that is killed between registering and unregistering, with a Chromium that hangs.
    site.registered.add(id);
    const scratch = path.join(directory, "chromium/left");
    mkdirSync(scratch, { recursive: true });
    const hanging = await startChild({
      name: "what a killed run left",
      command: process.execPath,
      args: ["-e", "setInterval(() => {}, 1000)", `--user-data-dir=${scratch}`],
      logFile: path.join(directory, "left.log"),
    });
    undo.push(() => hanging.stop(0));
    hanging.kill("SIGSTOP");

    const { figures, child } = await started(directory, url);
    await hanging.exited;
    expect(existsSync(scratch)).toBe(false);
    await until(async () => (await figures()).includes('journey_success{journey="register"} 1'), "all journeys");
    expect(site.registered.size).toBe(0);
    const well = await figures();
    for (const journey of ["search", "sign-in", "register"])
      expect(well).toContain(`journey_success{journey="${journey}"} 1`);
    expect(well).toMatch(/^journey_largest_contentful_paint_seconds\{journey="search",step="open"\} 0?\.\d+/m);
    expect(well).toMatch(/^benevoclic_exporter_build_info\{/m);
    expect(existsSync(path.join(directory, "pictures"))).toBe(false);

    broken = "search-failing";
    await until(async () => (await figures()).includes('journey_success{journey="search"} 0'), "the failure");
    expect(await figures()).toContain('journey_failed_step{journey="search",step="search"} 1');
    const [moment = ""] = readdirSync(path.join(directory, "pictures"));
    expect(readdirSync(path.join(directory, "pictures", moment))).toEqual(["search-search.png"]);

    // It ends with the program, also when that is killed.
    child.kill("SIGKILL");
    await child.exited;
    await until(() => chromiumsIn(directory).length === 0, "the end of Chromium");
  });

  it("kills a Chromium that answers nothing any more, and says so", async () => {
    const directory = directoryOf();
    const { TMPDIR = "" } = process.env;
    process.env.TMPDIR = directory;
    undo.push(() => {
      if (TMPDIR === "") delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    });
    const hangs = inChromium({ executablePath, within: 3_000 }, async (browser) => {
      const page = await browser.newPage();
      for (const pid of chromiumsIn(directory)) process.kill(pid, "SIGSTOP");
      await page.goto("about:blank");
    });
    await expect(hangs).rejects.toThrow(ChromiumFailed);
    expect(chromiumsIn(directory)).toEqual([]);
  });

  it("a Chromium that does not start is said, and nothing else ends", async () => {
    const never = inChromium({ executablePath: "/nonexistent", within: 1_000 }, async () => {});
    await expect(never).rejects.toThrow(/does not start/);
  });
});

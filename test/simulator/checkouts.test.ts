import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { versionBefore } from "../../alerts/version-before.ts";
import { loadConfig } from "../../config/load.ts";
import { placesIn } from "../../config/places.ts";
import { commandTemplate } from "../../kit/write/placeholders.ts";
import { writeCheckouts } from "../../simulator/checkouts.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

it("in a local run the way back to the version before is one command, typed as the alert says it", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "checkouts-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeCheckouts(directory, ["benevoclic-api"]);
  mkdirSync(path.join(directory, "pm2"));
  const pm2 = path.join(directory, "pm2/pm2");
  writeFileSync(pm2, `#!/bin/sh\necho "$*" > "${directory}/typed"\n`);
  chmodSync(pm2, 0o755);

  const config = loadConfig("local");
  const sockets = path.join(directory, "pm2/sockets");
  const { deployment } = config;
  const places = placesIn({ ...config, deployment: { ...deployment, pm2: { ...deployment.pm2, sockets } } });
  const step = versionBefore("benevoclic-api", { fr: "Revenir", en: "Go back" });
  if (step.kind !== "command") throw new Error("it is a command");
  const typed = commandTemplate(step.command, places);
  expect(typed).toContain(`git -C ${directory}/srv/benevoclic-api`);
  const versionThere = () =>
    (JSON.parse(readFileSync(path.join(directory, "srv/benevoclic-api/package.json"), "utf8")) as { version: string })
      .version;
  expect(versionThere()).toBe("1.1.0");
  expect(execFileSync("bash", ["-ec", typed], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })).toContain(
    "built",
  );
  expect(versionThere()).toBe("1.0.0");
  expect(readFileSync(path.join(directory, "typed"), "utf8")).toBe("reload benevoclic-api\n");
});

it("touches nothing of whoever starts it: neither the repository of their hook, nor what they sign with", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "checkouts-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const theirs = path.join(directory, "theirs");
  execFileSync("git", ["init", "--quiet", theirs]);
  writeFileSync(path.join(directory, "gitconfig"), "[commit]\n  gpgsign = true\n[gpg]\n  program = /bin/false\n");
  vi.stubEnv("GIT_CONFIG_GLOBAL", path.join(directory, "gitconfig"));
  vi.stubEnv("GIT_DIR", path.join(theirs, ".git"));
  writeCheckouts(directory, ["benevoclic-api"]);
  vi.unstubAllEnvs();
  const commits = (of: string) => execFileSync("git", ["-C", of, "rev-list", "--all", "--count"], { encoding: "utf8" });
  expect(commits(theirs).trim()).toBe("0");
  expect(commits(path.join(directory, "srv/benevoclic-api")).trim()).toBe("2");
});

it("goes without where there is no git", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "checkouts-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  vi.stubEnv("PATH", directory);
  writeCheckouts(directory, ["benevoclic-api"]);
  expect(existsSync(path.join(directory, "srv"))).toBe(false);
});

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";

const script = path.resolve(import.meta.dirname, "../../stacks/host/remedies.sh");

/** What the host answers to a line. */
function answer(line: string, environment: Readonly<Record<string, string>> = {}): string {
  return execFileSync("sh", [script], { input: `${line}\n`, env: environment, encoding: "utf8" }).trim();
}

it("does nothing for a name that is not in its list, whatever else the line holds", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "host-remedies-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const harm = path.join(directory, "harm");
  for (const line of [
    `x; touch ${harm}`,
    `$(touch ${harm})`,
    `\`touch ${harm}\``,
    "../free-disk",
    "*",
    "restart-",
    "free-disk extra",
  ])
    expect(answer(line), line).toBe("refused: not in the list");
  expect(existsSync(harm)).toBe(false);
});

it("tells when each app's release was changed, as the remediation reads it", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "host-releases-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(path.join(directory, "benevoclic-api/releases/2"), { recursive: true });
  symlinkSync("releases/2", path.join(directory, "benevoclic-api/current"));
  const told = JSON.parse(answer("releases", { RELEASES: directory })) as Record<string, number>;
  expect(Object.keys(told)).toEqual(["benevoclic-api"]);
  expect(Math.abs((told["benevoclic-api"] ?? 0) - Date.now() / 1000)).toBeLessThan(600);
});

it("holds every repair of the host that an alert declares, and its units are hardened", () => {
  const list = readFileSync(script, "utf8");
  const names = [...alertsByDomain.values()]
    .flat()
    .flatMap(({ heals = [] }) =>
      heals
        .filter(({ action, target }) => target.kind !== "app" || action === "rollback")
        .map(({ action, target }) => (target.name === "machine" ? action : `${action}-${target.name}`)),
    );
  expect(names.length).toBeGreaterThan(0);
  for (const name of new Set(names)) expect(list, name).toMatch(new RegExp(`^  .*\\b${name}\\b.*\\)`, "m"));
  const unit = readFileSync(path.join(path.dirname(script), "benevoclic-remedies@.service"), "utf8");
  for (const hardened of ["ProtectSystem=strict", "RestrictNamespaces=yes", "SystemCallFilter=@system-service"])
    expect(unit).toContain(hardened);
});

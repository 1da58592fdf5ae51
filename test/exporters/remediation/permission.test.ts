import { expect, test } from "vitest";
import { permissionOf } from "../../../exporters/remediation/permission.ts";

const fault = { fingerprint: "abc", alert: "ShopDown", level: "critical", labels: { instance: "machine" } };

/** What is said of the fault while somebody has silenced what one expression matches. */
async function saidWhile(value: string): Promise<{ against: string | undefined; allowed: boolean }> {
  const matchers = [{ name: "alertname", value, isRegex: true, isEqual: true }];
  const silence = { id: "1", createdBy: "alice", comment: "", matchers, status: { state: "active" } };
  const times = { startsAt: "2026-11-29T10:00:00Z", endsAt: "2026-11-29T12:00:00Z", updatedAt: "2026-11-29T10:00:00Z" };
  const status = { silencedBy: [], inhibitedBy: [], mutedBy: [] };
  const permission = permissionOf(async (path) =>
    Response.json(path.endsWith("/silences") ? [{ ...silence, ...times }] : [{ ...fault, status }]),
  );
  return { against: await permission.against(fault), allowed: await permission.allowed() };
}

test("a silence with flags of RE2 is about what it matches, and about nothing else", async () => {
  expect(await saidWhile("(?i)hostdisk.*")).toEqual({ against: undefined, allowed: true });
  expect(await saidWhile("(?i)shop.*")).toEqual({ against: "alice has silenced ShopDown", allowed: true });
});

test("one that cannot be read here may be about anything: nothing is done", async () => {
  expect(await saidWhile("(?P<name>host).*").then(({ against }) => against)).toBe("alice has silenced ShopDown");
});

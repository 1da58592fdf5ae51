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

/** What is said of the fault with this list of silences. */
async function saidWith(silences: readonly object[]): Promise<{ against: string | undefined; allowed: boolean }> {
  const status = { silencedBy: [], inhibitedBy: [], mutedBy: null };
  const permission = permissionOf(async (path) =>
    Response.json(path.endsWith("/silences") ? silences : [{ fingerprint: 4 }, { ...fault, status }]),
  );
  return { against: await permission.against(fault), allowed: await permission.allowed() };
}

test("an odd silence hides no other: it forbids and is told while it may count, and is nothing once it is over", async () => {
  const times = { startsAt: "2026-11-29T10:00:00Z", endsAt: "2026-11-29T12:00:00Z", createdBy: "alice" };
  const another = [{ name: "alertname", value: "Another", isRegex: false, isEqual: null }];
  const silence = (id: string, state: string, matchers: unknown) => ({ id, status: { state }, matchers, ...times });
  expect(await saidWith([silence("1", "expired", null), silence("2", "active", another)])).toEqual({
    ...{ against: undefined, allowed: true },
  });
  for (const odd of [
    silence("7", "active", [{ name: "alertname", value: 5, isRegex: false }]),
    silence("7", "suspended", another),
  ]) {
    const { against, allowed } = await saidWith([silence("2", "active", another), odd]);
    expect(against).toMatch(/cannot be read here .*: 7$/);
    expect(allowed).toBe(false);
  }
});

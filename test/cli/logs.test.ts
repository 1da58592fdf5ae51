import { expect, it } from "vitest";
import { startStore } from "../exporters/anomalies/log-store.ts";
import { notificationOf, startRecorder } from "../exporters/anomalies/program.ts";
import { until } from "../simulator/running.ts";
import { onItsHost } from "./on-its-host.ts";

/** A minute after its alert began. */
const line = {
  _time: "2026-11-23T15:01:00.123456Z",
  _msg: "request failed \u001b]0;owned\u0007",
  ...{ service: "api", level: "error", status: "500", stack: "Error: x\n    at y", "redaction.masked.count": "1" },
};
const began = new Date("2026-11-23T15:00:00Z");

async function recorded(settings: Readonly<Record<string, string>>) {
  const recorder = await startRecorder(settings);
  await until(async () => (await fetch(`${recorder.url}/-/ready`)).ok);
  await recorder.post(notificationOf({ startsAt: began }));
  const run = onItsHost(recorder);
  const { said } = await run("anomaly", "list", "--environment", "production");
  return { id: /ANOM-[\d-]+/.exec(said)?.[0] ?? "", logs: (...args: string[]) => run("logs", "production", ...args) };
}

it("shows what a service wrote in the quarter of an hour around an anomaly, over the connection to its host", async () => {
  const store = await startStore([line]);
  const { id, logs } = await recorded({ "logs-url": store.url });

  const { code, said } = await logs("--service", "api", "--around", id.replace("ANOM-", ""));
  expect(code).toBe(0);
  expect(said).toBe(
    "2026-11-23T15:01:00.123  api  error  request failed \ufffd]0;owned\ufffd  status=500\n    Error: x\n        at y\n",
  );
  const asked = store.asked.at(-1);
  expect(asked?.get("query")).toMatch(/^\{service in \("api"\)\} /);
  expect(asked?.get("start")).toBe("2026-11-23T14:55:00.000Z");
  expect(asked?.get("end")).toBe("2026-11-23T15:10:00.000Z");

  expect(JSON.parse((await logs("--around", id, "--json")).said)).toEqual(line);
  expect(store.asked.at(-1)?.get("query")).toContain('{service in ("api","mongodb","nginx")}');

  const now = Date.now();
  expect((await logs("--service", "system")).code).toBe(0);
  const [from, to] = ["start", "end"].map((end) => Date.parse(store.asked.at(-1)?.get(end) ?? ""));
  expect((to ?? 0) - (from ?? 0)).toBe(15 * 60_000);
  expect(Math.abs((to ?? 0) - now)).toBeLessThan(60_000);
});

it("says what is wrong, and what to do", async () => {
  const store = await startStore([]);
  const { id, logs } = await recorded({ "logs-url": store.url });
  const refused = async (...args: string[]) => {
    const { code, warned } = await logs(...args);
    expect(code).not.toBe(0);
    return warned;
  };
  expect(await refused("--service", "mongdb")).toContain("did you mean mongodb?");
  expect(await refused("--service", "api", "--around", "ANOM-1999-01-01-001")).toMatch(
    /There is no anomaly ANOM-1999-01-01-001[\s\S]*npm run anomaly/,
  );
  expect(await refused("grafana", "--service", "api")).toContain("name no service of the monitoring");
  const nothing = await logs("--service", "api", "--around", id);
  expect(nothing).toMatchObject({
    code: 0,
    said: "",
    warned: expect.stringContaining("no line of api, 2026-11-23T14:55"),
  });
  store.stop();
  expect(await refused("--service", "api", "--around", id)).toMatch(
    /The log store cannot be asked: [\s\S]*npm run status/,
  );
});

it("says that an environment collects none", async () => {
  const { id, logs } = await recorded({});
  expect((await logs("--around", id)).warned).toContain("No logs are collected in this environment");
});

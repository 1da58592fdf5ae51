import { expect, it } from "vitest";
import { killSwitchAt, killSwitchOn } from "../../cli/kill-switch.ts";
import { asOperator } from "../../stacks/operations/amtool.ts";
import { served } from "../served.ts";

const due = { name: "alertname", value: "MonitoringRemedyDue", isRegex: false, isEqual: true };
const silence = (id: string, state: string, ...matchers: (typeof due)[]) => ({
  ...{ id, status: { state }, matchers, createdBy: "Paul", comment: "", updatedAt: "2026-11-28T11:00:00.000Z" },
  ...{ startsAt: "2026-11-28T11:00:00.000Z", endsAt: "2026-11-28T13:00:00.000Z" },
});
/** Everything forbidden, one thing, what is over, another alert, all but repairs (maintenance), another label of that value. */
const silences = [
  silence("all", "active", due),
  silence("one", "active", due, { ...due, name: "heals", value: "ApiDown" }),
  silence("over", "expired", due),
  silence("other", "active", { ...due, value: "ApiDown" }),
  silence("all but repairs", "active", { ...due, isEqual: false }),
  silence("another label", "active", { ...due, name: "target" }),
];

it("forbids and allows everything on a host by Alertmanager's own tool, with its login, and leaves narrower silences", async () => {
  const asked: string[][] = [];
  const host = {
    docker: async (...args: string[]) => {
      asked.push(args);
      return args.includes("query") ? JSON.stringify(silences) : "";
    },
  };
  await killSwitchOn(host, "production").forbid("2h", "Marie");
  for (const args of asked) {
    expect(args.slice(0, 4)).toEqual(["exec", "benevoclic-production-alertmanager", "amtool", "silence"]);
    expect(args).toEqual(expect.arrayContaining([...asOperator]));
  }
  expect(asked.map((args) => args[4])).toEqual(["query", "add", "expire"]);
  expect(asked[2]?.[5]).toBe("all");
  expect(asked[1]).toEqual(
    expect.arrayContaining(["--author=Marie", "--duration=2h", "alertname=MonitoringRemedyDue"]),
  );
});

it("does so by the API on this machine, with the login that stands in its address", async () => {
  const asked: string[] = [];
  const url = await served((request, answer) => {
    const isLoggedIn =
      request.headers.authorization === `Basic ${Buffer.from("monitoring:secret word").toString("base64")}`;
    asked.push(`${request.method} ${request.url}`);
    answer
      .writeHead(isLoggedIn ? 200 : 401, { "content-type": "application/json" })
      .end(JSON.stringify(request.method === "GET" ? silences : {}));
    request.resume();
  });
  await killSwitchAt(url.replace("//", "//monitoring:secret%20word@")).forbid("2h", "Marie");
  expect(asked).toEqual(["GET /api/v2/silences", "POST /api/v2/silences", "DELETE /api/v2/silence/all"]);
  await expect(killSwitchAt(url).allow()).rejects.toThrow("Alertmanager answers 401");
});

it("forbids although a silence is odd or the list is none, loses none when that fails, and says what it cannot allow", async () => {
  const odd = { ...silence("odd", "active"), matchers: null };
  const asked: string[] = [];
  const tool = (listed: string, adds = true) => ({
    docker: async (...[, , , , act = "", id = ""]: string[]) => {
      asked.push(act === "expire" ? `expire ${id}` : act);
      if (act === "add" && !adds) throw new Error("no");
      return act === "query" ? listed : "";
    },
  });
  const list = JSON.stringify([odd, ...silences]);
  await killSwitchOn(tool(list), "production").forbid("2h", "Marie");
  await killSwitchOn(tool("<html>"), "production").forbid("2h", "Marie");
  await expect(killSwitchOn(tool(list, false), "production").forbid("2h", "Marie")).rejects.toThrow("no");
  await expect(killSwitchOn(tool(list), "production").allow()).rejects.toThrow("for one that forbids: odd.");
  await expect(killSwitchOn(tool("<html>"), "production").allow()).rejects.toThrow("answers no JSON");
  expect(asked).toEqual(
    [["query", "add", "expire all"], ["query", "add"], ["query", "add"], ["query", "expire all"], ["query"]].flat(),
  );
});

it("says that Alertmanager is not reached, and how that is seen", async () => {
  await expect(killSwitchAt("http://127.0.0.1:1").allow()).rejects.toMatchObject({
    message: expect.stringContaining("Alertmanager is not reached: "),
    remedy: expect.stringContaining("npm run status"),
  });
});

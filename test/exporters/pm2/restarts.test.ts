import { describe, expect, test } from "vitest";
import type { Pm2Process } from "../../../exporters/pm2/processes.ts";
import { createRestartCounter } from "../../../exporters/pm2/restarts.ts";

type Shown = Readonly<Record<string, number>>;

const process = (name: string, restarts: number): Pm2Process => {
  const [app = "", id = ""] = name.split("/");
  return { app, id, restarts, status: "online", rests: false, isJob: false, unstableRestarts: 0 };
};

/** What the counter says after each answer; keys are `app/id`, values PM2's own counts. */
function totals(answers: readonly Shown[]): Shown[] {
  const counter = createRestartCounter();
  return answers.map((shown) => {
    const processes = Object.entries(shown).map(([name, restarts]) => process(name, restarts));
    return Object.fromEntries([...counter.count(processes)].map(([{ app, id }, total]) => [`${app}/${id}`, total]));
  });
}

describe("restarts", () => {
  test.each<[string, Shown[], Shown[]]>([
    [
      "are counted from 0, whatever PM2 has counted before",
      [{ "api/0": 50 }, { "api/0": 52 }],
      [{ "api/0": 0 }, { "api/0": 2 }],
    ],
    [
      "survive pm2 reset, a new daemon and what happened since",
      [{ "api/0": 50 }, { "api/0": 53 }, { "api/0": 0 }, { "api/0": 1 }, {}, { "api/0": 2 }, { "api/0": 1 }],
      [{ "api/0": 0 }, { "api/0": 3 }, { "api/0": 3 }, { "api/0": 4 }, {}, { "api/0": 5 }, { "api/0": 6 }],
    ],
    [
      "survive the deletion of the app",
      [{ "api/0": 0, "web/1": 0 }, { "api/0": 4, "web/1": 0 }, { "web/1": 0 }, { "api/0": 0, "web/1": 0 }],
      [{ "api/0": 0, "web/1": 0 }, { "api/0": 4, "web/1": 0 }, { "web/1": 0 }, { "api/0": 4, "web/1": 0 }],
    ],
    [
      "of an app that came later are all counted",
      [{ "api/0": 7 }, { "api/0": 7, "web/1": 2 }],
      [{ "api/0": 0 }, { "api/0": 0, "web/1": 2 }],
    ],
    [
      "of the processes of a cluster are counted apart",
      [
        { "api/0": 1, "api/1": 1 },
        { "api/0": 1, "api/1": 3 },
      ],
      [
        { "api/0": 0, "api/1": 0 },
        { "api/0": 0, "api/1": 2 },
      ],
    ],
  ])("%s", (_, answers, expected) => {
    expect(totals(answers)).toEqual(expected);
  });

  test("never fall, whatever PM2 shows", () => {
    const shown = [3, 9, 0, 0, 5, 4, 4, 12, 1].map((restarts) => ({ "api/0": restarts }));
    const counted = totals(shown).map((total) => total["api/0"] ?? Number.NaN);
    expect(counted).toEqual([...counted].sort((one, other) => one - other));
    expect(counted.at(-1)).toBe(6 + 0 + 0 + 5 + 4 + 0 + 8 + 1);
  });

  test("of processes that are gone are forgotten at last, of those that run never", () => {
    const counter = createRestartCounter();
    const stays = (restarts: number) => process("stays/0", restarts);
    counter.count([stays(5), process("goes/1", 5)]);
    counter.count([stays(7), process("goes/1", 7)]);
    for (let id = 2; id < 1200; id += 1) counter.count([stays(7), process(`goes/${id}`, 0)]);
    const totalOf = (one: Pm2Process) => counter.count([one]).get(one);
    expect(totalOf(stays(8))).toBe(3);
    // Had it been remembered: 2.
    expect(totalOf(process("goes/1", 7))).toBe(7);
  });
});

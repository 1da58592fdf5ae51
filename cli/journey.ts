import { readFileSync } from "node:fs";
import type { Config } from "../config/load.ts";
import { ChromiumFailed, inChromium } from "../exporters/journeys/chromium.ts";
import { journeys, roundTrips } from "../exporters/journeys/every.ts";
import type { Account } from "../exporters/journeys/journey.ts";
import type { Vitals } from "../exporters/journeys/vitals.ts";
import { longest, tidying, type Walked, walk } from "../exporters/journeys/walk.ts";
import { findChromium } from "../kit/preview/chromium.ts";
import { UserError } from "./explain.ts";

interface Asked {
  readonly name: string | undefined;
  readonly site: string | undefined;
  readonly announcement: string | undefined;
  readonly "account-file": string | undefined;
  readonly pictures: string;
  readonly json: boolean;
}

/** Walks through the site as a visitor does, in Chromium: one journey, or all of them one after the other. */
export async function journey(config: Config, asked: Asked): Promise<void> {
  const site = asked.site ?? config.probes["web-home"]?.url;
  if (site === undefined)
    throw new UserError(`${config.environment} has no probe "web-home".`, "name the site: --site https://…");
  const chromium = findChromium();
  if ("missing" in chromium) throw new UserError("There is no browser.", chromium.missing);
  const wanted = asked.name === undefined ? roundTrips : journeys.filter(({ name }) => name === asked.name);
  const account = accountIn(asked["account-file"]);
  const { pictures } = asked;
  const announcement = asked.announcement ?? config.journeys?.announcement ?? "/annonces/parcours";
  const walking = { site: new URL(site).origin, announcement, account, pictures };
  const walked: Walked[] = [];
  for (const one of wanted) {
    const found = await inChromium({ executablePath: chromium.path, within: longest + tidying }, (browser) =>
      walk(browser, one, walking),
    ).catch((error: unknown) => {
      if (!(error instanceof ChromiumFailed)) throw error;
      throw new UserError(`The browser failed: ${error.message}.`, "look for free memory, and walk it again");
    });
    walked.push(found);
    if (!asked.json) console.log(lines(found).join("\n"));
  }
  if (asked.json) console.log(JSON.stringify(walked, undefined, 2));
  if (walked.some(({ failed }) => failed !== undefined)) process.exitCode = 1;
}

/** @throws UserError for a file of another form */
function accountIn(file: string | undefined): Account | undefined {
  if (file === undefined) return undefined;
  const [email = "", password = ""] = readFileSync(file, "utf8").split("\n");
  if (email.trim() === "" || password === "")
    throw new UserError(`${file} holds no account.`, "write the address on its first line, the password on its second");
  return { email: email.trim(), password };
}

function lines({ journey, steps, failed, complaints }: Walked): string[] {
  const seconds = (value: number) => `${value.toFixed(2)} s`;
  const felt = ({ lcp, cls, inp }: Vitals) =>
    [
      ...(lcp === undefined ? [] : [`LCP ${seconds(lcp)}`]),
      ...(cls === undefined ? [] : [`CLS ${cls.toFixed(3)}`]),
      ...(inp === undefined ? [] : [`INP ${seconds(inp)}`]),
    ].join(", ");
  return [
    `${failed ? "FAILED" : "well  "}  ${journey}`,
    ...steps.map((one) => `    ${one.step.padEnd(12)} ${seconds(one.seconds)}  ${felt(one.vitals)}`.trimEnd()),
    ...(failed
      ? [`    ${failed.step.padEnd(12)} ${failed.why}${failed.screenshot ? `  (${failed.screenshot})` : ""}`]
      : []),
    ...complaints.map((line) => `    ${line}`),
  ];
}

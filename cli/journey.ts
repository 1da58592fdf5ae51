import { readFileSync } from "node:fs";
import type { Config } from "../config/load.ts";
import { journeys } from "../exporters/journeys/every.ts";
import type { Account } from "../exporters/journeys/journey.ts";
import { type Walked, walk } from "../exporters/journeys/walk.ts";
import { findChromium, openChromium } from "../kit/preview/pictures.ts";
import { UserError } from "./explain.ts";

interface Asked {
  readonly name: string | undefined;
  readonly site: string | undefined;
  readonly announcement: string;
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
  const wanted = journeys.filter(({ name }) => asked.name === undefined || name === asked.name);
  const account = accountIn(asked["account-file"]);
  const { announcement, pictures } = asked;
  const browser = await openChromium(chromium.path);
  const walked: Walked[] = [];
  try {
    for (const one of wanted) {
      const found = await walk(browser, one, { site: new URL(site).origin, announcement, account, pictures });
      walked.push(found);
      if (!asked.json) console.log(lines(found).join("\n"));
    }
  } finally {
    await browser.close();
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

function lines({ journey, steps, failed, complaints, vitals }: Walked): string[] {
  const seconds = (value: number) => `${value.toFixed(2)} s`;
  const { lcp, cls } = vitals;
  const shown = lcp === undefined ? "" : `  LCP ${seconds(lcp)}, CLS ${(cls ?? 0).toFixed(3)}`;
  return [
    `${failed ? "FAILED" : "well  "}  ${journey}${shown}`,
    ...steps.map((one) => `    ${one.step.padEnd(12)} ${seconds(one.seconds)}`),
    ...(failed
      ? [`    ${failed.step.padEnd(12)} ${failed.why}${failed.screenshot ? `  (${failed.screenshot})` : ""}`]
      : []),
    ...complaints.map((line) => `    ${line}`),
  ];
}

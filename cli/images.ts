import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Config, generatedDirectory } from "../config/load.ts";
import { judgeUpgrade, type Verdict } from "../kit/lab/upgrades/judge.ts";
import { isEnabled, servicesOf, settingsOf } from "../stacks/service.ts";

const cache = fileURLToPath(new URL("../.cache/upgrades", import.meta.url));

/**
 * `npm run images -- production [--rule-tests] [--json]`: which images are behind, and what of ours the latest version would
 * refuse, by its own promtool, amtool and so on. Exit code 1 when something would break.
 */
export async function images(
  config: Config,
  { json, "rule-tests": slow }: { readonly json: boolean; readonly "rule-tests": boolean },
): Promise<void> {
  const { GITHUB_API_URL: url = "https://api.github.com", GITHUB_TOKEN: token } = process.env;
  const verdicts: Verdict[] = [];
  for (const service of servicesOf(config).filter((one) => isEnabled(config, one))) {
    const { image } = settingsOf(config, service);
    // Our own programs are as new as this checkout.
    if (image === undefined) continue;
    const subject = { service: service.name, image, flags: service.command };
    const verdict = await judgeUpgrade(subject, {
      generated: path.join(generatedDirectory, config.environment),
      cache,
      github: { url, token },
      slow,
    });
    verdicts.push(verdict);
    if (!json) console.log(described(verdict));
  }
  if (json) console.log(JSON.stringify(verdicts, undefined, 2));
  if (verdicts.some(({ tried }) => tried.some(({ wrong }) => wrong !== ""))) process.exitCode = 1;
}

function described({ image, latest, behind, tried, unknown }: Verdict): string {
  const state = latest === undefined ? "?" : behind ? `behind: ${latest.version} of ${latest.date}` : "the latest";
  const lines = [
    ...(behind && latest ? [latest.notes] : []),
    ...tried.map(({ what, wrong }) => (wrong === "" ? `ok     ${what}` : `WRONG  ${what}\n${wrong}`)),
    ...(unknown === undefined ? [] : [unknown]),
  ];
  return [`${image}  ${state}`, ...lines.map((line) => line.replace(/^/gm, "    "))].join("\n");
}

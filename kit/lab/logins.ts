import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Guarded, passwords } from "../model/login.ts";
import { webConfigFile, webConfigs } from "../write/web-config.ts";

/** What opens Prometheus and Alertmanager in one run. */
export type Logins = Readonly<Record<Guarded, string>>;

/** Chooses the passwords of a run, and writes them, and what they open, as secret files. */
export function writeLogins(secrets: string): Logins {
  const logins = { prometheus: randomBytes(16).toString("hex"), alertmanager: randomBytes(16).toString("hex") };
  for (const part of ["prometheus", "alertmanager"] as const) {
    writeFileSync(path.join(secrets, passwords[part].name), logins[part], { mode: 0o400 });
    writeFileSync(path.join(secrets, webConfigs[part].name), webConfigFile(logins[part]), { mode: 0o400 });
  }
  return logins;
}

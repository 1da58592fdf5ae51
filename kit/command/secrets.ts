import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environmentOf } from "../environment.ts";
import type { Secret } from "../model/secret.ts";
import { replicatedSecrets } from "../write/replicated/secrets.ts";
import { platformIn } from "./platform-in.ts";

/** What a repository must not have. */
const kept = ".secrets";

/**
 * Makes what can be chosen of the secrets of an environment over several hosts, in `<directory>/.secrets/<environment>/`, and names what
 * only a person has; exit code 1 while one is missing.
 */
export async function secrets(directory: string): Promise<void> {
  const platform = await platformIn(directory);
  mkdirSync(path.join(directory, kept), { recursive: true, mode: 0o700 });
  writeFileSync(path.join(directory, kept, ".gitignore"), "*\n");
  for (const name of platform.environments.names) {
    const config = platform.environments.load(name);
    if (config.replicated === undefined) continue;
    const files = [...replicatedSecrets(environmentOf(platform, config))].flatMap(([of, secrets]) =>
      secrets.map((secret) => ({ secret, file: path.join(directory, kept, name, of, secret.name) })),
    );
    const chosen = new Map<string, string>();
    for (const { secret, file } of files)
      if (secret.generated && existsSync(file)) chosen.set(secret.name, readFileSync(file, "utf8"));
    for (const { secret, file } of files) {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const value = existsSync(file) ? undefined : chosenOf(secret, chosen);
      if (value !== undefined) writeFileSync(file, value, { mode: 0o400 });
      if (existsSync(file)) {
        console.log(`ok       ${file}`);
        continue;
      }
      console.log(`MISSING  ${file}  ${secret.what}: ${secret.looksLike}`);
      process.exitCode = 1;
    }
  }
}

/** What can be chosen, or made of what was chosen: where several directories have a secret, all have the same. */
function chosenOf({ name, generated, made }: Secret, chosen: Map<string, string>): string | undefined {
  if (made) {
    const of = chosenOf(made.of, chosen);
    return of === undefined ? undefined : made.by(of);
  }
  if (!generated) return undefined;
  const value = chosen.get(name) ?? randomBytes(24).toString("base64url");
  chosen.set(name, value);
  return value;
}

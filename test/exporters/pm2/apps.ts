import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Pm2App } from "../../../simulator/pm2/apps.ts";

const scripts = {
  /** Runs until it is told to stop. */
  steady: `require("node:http").createServer((_, answer) => answer.end("well")).listen(0, "127.0.0.1");`,
  /** Cannot start. */
  broken: `setTimeout(() => process.exit(3), 20);`,
  /** A job: it works for a moment and ends. */
  job: `setTimeout(() => process.exit(Number(process.argv[2] ?? 0)), 50);`,
  /** Takes 10 MB more every 50 ms, up to 300 MB. */
  leaking: `const kept = []; setInterval(() => kept.length < 30 && kept.push(Buffer.alloc(10e6, 1)), 50);`,
} as const;

/** An app with a script of its own in `directory`. */
export function testApp(directory: string, script: keyof typeof scripts, settings: Partial<Pm2App> = {}): Pm2App {
  const file = join(directory, `${script}.js`);
  writeFileSync(file, scripts[script]);
  return { name: script, script: file, ...settings };
}

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { recorderToken } from "../exporters/anomalies/program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const execute = promisify(execFile);

/**
 * Runs commands that ask production's recorder, of which Docker's client here is only a stand-in: it runs on this machine what is to
 * run in the container, where the recorder has another address.
 */
export function onItsHost(recorder: { readonly url: string }) {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-docker-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(path.join(directory, "token"), `${recorderToken}\n`);
  const docker = `#!/bin/sh
[ "$1 $2 $3 $4" = "-H unix:///var/run/docker.sock exec benevoclic-production-anomaly-recorder" ] || { echo "docker: $*" >&2; exit 125; }
[ "$8 $9" = "http://127.0.0.1:9853/desk /run/secrets/anomaly-recorder/recorder-token" ] || exit 126
exec "$5" "$6" "$7" "${recorder.url}/desk" "${path.join(directory, "token")}" "\${10}"
`;
  writeFileSync(path.join(directory, "docker"), docker, { mode: 0o755 });
  return (...args: readonly string[]) =>
    execute(process.execPath, ["cli/main.js", ...args], {
      ...{ cwd: root, env: { ...process.env, PATH: `${directory}:${process.env.PATH}` } },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout, warned: stderr }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr, warned: stderr }),
    );
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished, vi } from "vitest";
import { recorderToken } from "../exporters/anomalies/program.ts";
import { commandLine } from "./command-line.ts";

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
  return async (...args: readonly string[]) => {
    vi.stubEnv("PATH", `${directory}:${process.env.PATH}`);
    try {
      return await commandLine(...args);
    } finally {
      vi.unstubAllEnvs();
    }
  };
}

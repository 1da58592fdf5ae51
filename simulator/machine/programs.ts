import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { imagesIn, logsIn } from "./clutter.ts";
import { machineIn } from "./place.ts";

/** The programs that the host's list finds before this machine's own. */
export const programsIn = (directory: string): string => path.join(machineIn(directory), "bin");
/** Where they say what is to be started, a name a line. */
export const ordersIn = (directory: string): string => path.join(machineIn(directory), "orders");

/**
 * Programs that stand for those of a host, as far as the list of what it repairs by itself calls them
 * (stacks/host/remedies.sh): they look at the faults of the run, and change nothing of this machine.
 */
export function writeHostPrograms(directory: string): void {
  const bin = programsIn(directory);
  for (const needed of [bin, logsIn(directory), imagesIn(directory)]) mkdirSync(needed, { recursive: true });
  const faults = path.resolve(directory, "faults.json");
  const program = (name: string, body: string) =>
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  // nginx has died while it is down: the kernel killed it.
  program(
    "systemctl",
    `gone() { grep -q '"entrance-down"' '${faults}'; }
case "$*" in
  "is-failed --quiet nginx") gone ;;
  "start nginx")
    echo nginx >>'${ordersIn(directory)}'
    for _ in 1 2 3 4 5 6 7 8 9 10; do gone || exit 0; sleep 1; done
    exit 1 ;;
  *) exit 1 ;;
esac`,
  );
  program("journalctl", "exit 0");
  program("certbot", "exit 1");
  program("runuser", 'shift 3; exec "$@"');
  program("df", `[ -s '${logsIn(directory)}/benevoclic-api-out.log' ] && echo 96% || echo 38%`);
  symlinkSync(path.resolve(directory, "docker"), path.join(bin, "docker"));
}

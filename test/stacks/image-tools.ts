import { writeFileSync } from "node:fs";
import path from "node:path";

/**
 * nc as busybox has it, which images bring and a bare machine does not: `nc <host> <port> -e <program> …` gives the
 * connection to a program as its input and output.
 */
export function writeNc(directory: string): void {
  const nc = `#!${process.execPath}
const [host, port, , program, ...args] = process.argv.slice(2);
const socket = require("node:net").connect(Number(port), host, () => {
  require("node:child_process")
    .spawn(program, args, { stdio: [socket, socket, "inherit", 3] })
    .once("exit", (code) => process.exit(code ?? 1));
}).once("error", () => process.exit(1)).pause();
`;
  writeFileSync(path.join(directory, "nc"), nc, { mode: 0o755 });
}

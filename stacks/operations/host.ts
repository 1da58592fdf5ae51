import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { sshOptions } from "../engine.ts";
import { mistakeFrom } from "./failures.ts";

/** The machine on which the engine runs: this one, or another one over ssh. */
export interface Host {
  /** As configured: `unix:///var/run/docker.sock`, `ssh://deploy@vps.example.org`. */
  readonly engine: string;
  /** The command line that runs a program there. */
  command(program: string, ...args: string[]): string[];
  /** The command line that runs Docker's client there. */
  dockerCommand(...args: string[]): string[];
  /**
   * Runs a program there and resolves with what it printed.
   * @throws Mistakes with its words and a remedy.
   */
  run(program: string, ...args: string[]): Promise<string>;
  /** The same, by a POSIX shell; `args` are its `$1`, `$2` … */
  sh(script: string, ...args: string[]): Promise<string>;
  docker(...args: string[]): Promise<string>;
  /** The command line that runs a script there in which `docker` is this engine's client; `args` are its `$1`, `$2` … */
  dockerScript(script: string, ...args: string[]): string[];
}

/** What a program said and how it ended; for those whose failure is an answer. */
export interface Ending {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

export function hostOf(engine: string): Host {
  const there = engine.startsWith("ssh://") ? overSsh(new URL(engine)) : (argv: string[]) => argv;
  const client = engine.startsWith("ssh://") ? ["docker"] : ["docker", "-H", engine];
  const command = (...argv: string[]) => there(argv);
  const run = async (argv: string[]) => {
    const { code, out, error } = await ended(argv);
    if (code !== 0) throw new Mistakes([mistakeFrom(engine, `${out}\n${error}`)]);
    return out;
  };
  return {
    engine,
    command,
    dockerCommand: (...args) => command(...client, ...args),
    run: (program, ...args) => run(command(program, ...args)),
    sh: (script, ...args) => run(command("sh", "-c", script, "sh", ...args)),
    docker: (...args) => run(command(...client, ...args)),
    dockerScript: (script, ...args) => {
      const [, ...options] = client;
      const known = options.length === 0 ? "" : `docker() { command docker ${options.map(quoted).join(" ")} "$@"; }\n`;
      return command("sh", "-c", known + script, "sh", ...args);
    },
  };
}

function overSsh({ username, hostname, port }: URL) {
  const destination = username === "" ? hostname : `${username}@${hostname}`;
  const options = [...sshOptions, "-o", "ConnectTimeout=10", ...(port === "" ? [] : ["-p", port])];
  return (argv: string[]) => ["ssh", ...options, destination, "--", argv.map(quoted).join(" ")];
}

/** For a POSIX shell, which is what ssh gives a command to. */
function quoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/**
 * Runs a command line to its end, whatever that is.
 * @param detached it goes on to its end also when this program is interrupted, with its terminal or without
 */
export async function ended(
  [program = "", ...args]: readonly string[],
  input?: string,
  { detached = false }: { readonly detached?: boolean } = {},
): Promise<Ending> {
  // DOCKER_CONTEXT and its like would lead the client elsewhere (engineMistakes refuses them).
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
    detached,
  });
  const missing = new Promise<string>((resolve) => child.once("error", (error) => resolve(error.message)));
  child.stdin.on("error", () => {}).end(input);
  const exit = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), Promise.race([exit, missing])]);
  return typeof code === "string" ? { code: 127, out, error: code } : { code, out, error };
}

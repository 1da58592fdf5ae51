import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Stands for Terraform with the Docker provider, where that cannot be had: plans and applies the containers of a stack
 * whose `run` says how the engine is to be told. As unkind as the real one: it replaces by removing first, refuses a name that
 * is taken, remembers only what it has written down, and is killed in between where the file `kill` lies in its directory.
 */
const [chdir = "", command = "", ...args] = process.argv.slice(2);
if (chdir === "version") {
  console.log('{"terraform_version":"1.11.4"}');
  process.exit(0);
}
const directory = chdir.replace("-chdir=", "");
const at = (name: string) => path.join(directory, name);
const stateFile = at("state.json");

interface Known {
  readonly id: string;
  readonly declared: string;
}
type State = Record<string, Known>;
interface Container {
  readonly name: string;
  readonly run: readonly string[];
}
interface Change {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly after: object };
}

const docker = (...words: string[]) => spawnSync("docker", words, { encoding: "utf8" });
const read = <T>(file: string, otherwise: T): T =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : otherwise;
const state = read<State>(stateFile, {});
const save = () => writeFileSync(stateFile, JSON.stringify(state));
const declared = read<{ resource?: { docker_container?: Record<string, Container> } }>(at("cdk.tf.json"), {});
const containers = Object.entries(declared.resource?.docker_container ?? {});

function plan(): Change[] {
  const targets = args.flatMap((arg) => (arg.startsWith("-target=") ? [arg.slice("-target=".length)] : []));
  return containers.flatMap(([id, container]): Change[] => {
    const address = `docker_container.${id}`;
    if (targets.length > 0 && !targets.includes(address)) return [];
    const known = state[address];
    const isThere = known !== undefined && docker("inspect", known.id).status === 0;
    if (isThere && known.declared === JSON.stringify(container)) return [];
    return [
      { address, change: { actions: isThere ? ["delete", "create"] : ["create"], after: { name: container.name } } },
    ];
  });
}

function apply(changes: readonly Change[]): void {
  for (const { address, change } of changes) {
    const [, container] = containers.find(([id]) => `docker_container.${id}` === address) ?? [];
    if (container === undefined) continue;
    if (change.actions.includes("delete")) {
      docker("rm", "--force", state[address]?.id ?? "");
      delete state[address];
      save();
    }
    const made = docker("run", "-d", "--name", container.name, ...container.run);
    if (made.status !== 0) {
      console.log(`╷\n│ Error: Unable to create container: ${made.stderr.trim()}\n╵`);
      process.exit(1);
    }
    if (existsSync(at("kill"))) {
      rmSync(at("kill"));
      process.kill(process.ppid, "SIGKILL");
      process.kill(process.pid, "SIGKILL");
    }
    state[address] = { id: made.stdout.trim(), declared: JSON.stringify(container) };
    save();
  }
  console.log(`Apply complete! Resources: ${changes.length} added, 0 changed, 0 destroyed.`);
}

const file = at("planned.json");
if (command === "plan") {
  const changes = plan();
  writeFileSync(file, JSON.stringify({ resource_changes: changes }));
  console.log(
    changes.length === 0 ? "No changes. Your infrastructure matches." : `Plan: ${changes.length} to add, 0 to change.`,
  );
} else if (command === "show") console.log(readFileSync(file, "utf8"));
else if (command === "apply")
  apply(read<{ resource_changes: Change[] }>(file, { resource_changes: [] }).resource_changes);
else if (command === "state") {
  const instances = Object.values(state).map(({ id }) => ({ attributes: { id } }));
  console.log(JSON.stringify({ resources: [{ type: "docker_container", instances }] }));
} else if (command === "import") {
  const [address = "", id = ""] = args.filter((arg) => !arg.startsWith("-"));
  state[address] = { id, declared: "imported" };
  save();
}

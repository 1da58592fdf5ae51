import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { LocalBackend, type TerraformStack } from "cdktf";
import type { Config } from "../config/load.ts";
import type { Mistake } from "../config/mistakes.ts";

/**
 * Over ssh the provider opens many connections at once, which servers throttle: one is shared. It never asks, and never
 * takes an unknown host for the right one.
 */
const sshOptions = [
  ["-o", "BatchMode=yes"],
  ["-o", "StrictHostKeyChecking=yes"],
  ["-o", "ControlMaster=auto"],
  ["-o", "ControlPath=~/.ssh/benevoclic-%C"],
  ["-o", "ControlPersist=60s"],
].flat();

/** Gives a stack its engine and the place of its state. */
export function connect(stack: TerraformStack, { deployment: { engine } }: Config): void {
  new DockerProvider(stack, "docker", { host: engine, ...(engine.startsWith("ssh://") && { sshOpts: sshOptions }) });
  // Terraform runs in cdktf.out/stacks/<stack>: this is the project's directory, whatever machine it is on.
  new LocalBackend(stack, { path: `../../../terraform.${stack.node.id}.tfstate` });
}

/** Variables that would lead the provider to another engine than the configured one, without a word. */
export function engineMistakes(variables: Readonly<Record<string, string | undefined>>): Mistake[] {
  return ["DOCKER_CONTEXT", "DOCKER_CERT_PATH"]
    .filter((name) => variables[name])
    .map((name) => ({
      where: `the environment variable ${name}`,
      what: `is "${variables[name]}" and overrides deployment.engine`,
      remedy: `unset ${name}, and name the engine in config/<environment>.yaml`,
    }));
}

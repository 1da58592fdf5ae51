import { DockerProvider } from "@cdktf/provider-docker/lib/provider/index.js";
import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { Config } from "../config/load.ts";
import type { Mistake } from "../kit/model/mistakes.ts";

/** Never asks, and never takes an unknown host for the right one. */
export const strictSsh = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"];

/** The provider opens many connections at once, which servers throttle: one is shared. */
export const sshOptions = [
  ...strictSsh,
  ...["-o", "ControlMaster=auto", "-o", "ControlPath=~/.ssh/benevoclic-%C", "-o", "ControlPersist=60s"],
];

/** Gives a stack its engine and the place of its state. */
export function connect(stack: TerraformStack, { deployment: { engine, state } }: Config): void {
  new DockerProvider(stack, "docker", { host: engine, ...(engine.startsWith("ssh://") && { sshOpts: sshOptions }) });
  if (state === undefined) {
    // Terraform runs in cdktf.out/stacks/<stack>: this is the project's directory, whatever machine it is on.
    new LocalBackend(stack, { path: `../../../terraform.${stack.node.id}.tfstate` });
    return;
  }
  new S3Backend(stack, {
    bucket: state.bucket,
    key: `benevoclic-monitoring/${stack.node.id}.tfstate`,
    region: state.region,
    endpoints: { s3: state.endpoint },
    // What Amazon has and other storages do not. https://developer.hashicorp.com/terraform/language/backend/s3
    skipCredentialsValidation: true,
    skipMetadataApiCheck: true,
    skipRegionValidation: true,
    skipRequestingAccountId: true,
    skipS3Checksum: true,
    usePathStyle: true,
  });
  // A lock beside the state, by a conditional write (Terraform and OpenTofu 1.10); CDKTF does not know it yet.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
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

import path from "node:path";
import type { Environment } from "../../model/environment.ts";
import { passwords } from "../../model/login.ts";
import type { Secret } from "../../model/secret.ts";
import { alertmanagerSecrets } from "../alertmanager.ts";
import { remoteWriteSecrets } from "../remote-write.ts";
import { webConfigs } from "../web-config.ts";

/** Where on a host the secrets stand that a program finds in a directory, below those of the platform. */
export const directoryOf = (secrets: string): string => path.basename(secrets);

/** The secrets of each host, by the directory in which its programs look for them: on all hosts the same. */
export function replicatedSecrets({ platform, config }: Environment): ReadonlyMap<string, readonly Secret[]> {
  const { prometheus, notifications } = config;
  const asked = [webConfigs.prometheus, passwords.prometheus, passwords.alertmanager, ...remoteWriteSecrets(config)];
  const tells = [webConfigs.alertmanager, passwords.alertmanager, ...alertmanagerSecrets(platform, config)];
  return new Map([
    [directoryOf(prometheus.secrets), asked],
    [directoryOf(notifications.secrets), tells],
  ]);
}

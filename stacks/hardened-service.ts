import { Container } from "@cdktf/provider-docker/lib/container/index.js";
import type { Image } from "@cdktf/provider-docker/lib/image/index.js";
import type { Network } from "@cdktf/provider-docker/lib/network/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Config } from "../config/load.ts";
import { bundleOf } from "../kit/model/service.ts";
import { healthcheckOf, init } from "../kit/write/container.ts";
import { cpu, hardening } from "./hardening.ts";
import { literally } from "./literal.ts";
import { fingerprint, labelPrefix, nameIn } from "./names.ts";
import { configurationVolume, dataVolume, type Service, secretsDirectory, settingsOf } from "./service.ts";

interface HardenedServiceProps {
  readonly config: Config;
  readonly service: Service;
  readonly image: Image;
  readonly network: Network;
  /** Its config writer: it must have run before, but a new one does not replace the service. */
  readonly after?: ITerraformDependable;
  /** Changes with the files that it reads only when it starts. */
  readonly startFiles?: string;
}

/** The one way in which a service runs on an engine: nothing that it does not need, everything bounded. */
export class HardenedService extends Construct {
  constructor(scope: Construct, id: string, props: HardenedServiceProps) {
    super(scope, id);
    const { config, service, image, network, after, startFiles } = props;
    const { listens, scratch, stopSeconds } = service;
    const { memory, port } = settingsOf(config, service);
    const command = [...(service.program === undefined ? [] : [bundleOf(service.program)]), ...service.command];
    const healthcheck = healthcheckOf(service);
    // Only in memory, and for nothing that could be executed. Who may write there is as in the image.
    const tmpfs = scratch && { [scratch.at]: `rw,noexec,nosuid,nodev,size=${scratch.megabytes}m` };

    new Container(this, "container", {
      ...hardening(mebibytes(memory), config),
      ...literally({
        name: nameIn(config.environment, service.name),
        ...(service.hostname && { hostname: service.hostname }),
        user: service.user,
        ...(command.length > 0 && { command }),
        ...(service.environment && {
          env: Object.entries(service.environment).map(([name, value]) => `${name}=${value}`),
        }),
        mounts: mountsOf(config, service),
        healthcheck,
        ...(tmpfs && { tmpfs }),
        // The provider plans a change of these and does not carry it out; a changed label replaces the container.
        labels: [{ label: `${labelPrefix}start`, value: fingerprint({ healthcheck, tmpfs, init, cpu, startFiles }) }],
      }),
      init,
      image: image.imageId,
      readOnly: true,
      capabilities: { drop: ["ALL"] },
      restart: "unless-stopped",
      // Without these it is killed at once when it is replaced, and after 10 s when the engine stops.
      destroyGraceSeconds: stopSeconds,
      stopTimeout: stopSeconds,
      // `wait` would say after eleven minutes what operations/settle.ts says within one, and with the reason.
      ...(listens.network === "host"
        ? { networkMode: "host" }
        : {
            networkMode: "bridge",
            // By id: a network that is replaced takes its containers with it, in the right order.
            networksAdvanced: [{ name: network.id, aliases: [service.name] }],
            // Never without an address: the engine would publish on all of them, past the host's firewall.
            ports: [{ port: listens.port, published: port }, ...(service.further ?? [])].map((open) => ({
              ...{ internal: open.port, external: open.published, ip: "127.0.0.1", protocol: "tcp" },
            })),
          }),
      ...(service.reachesHost && { host: [{ host: "host.docker.internal", ip: "host-gateway" }] }),
      dependsOn: [network, ...(after ? [after] : [])],
    });
  }
}

function mountsOf({ environment, deployment }: Config, service: Service) {
  const volume = (name: string, target: string, readOnly = true) => ({
    type: "volume",
    source: nameIn(environment, name),
    target,
    readOnly,
  });
  return [
    ...(service.data === undefined ? [] : [volume(dataVolume(service), service.data, false)]),
    ...(service.configuration === undefined ? [] : [volume(configurationVolume(service), service.configuration.at)]),
    ...(service.secrets === undefined
      ? []
      : [
          {
            type: "bind",
            source: `${deployment.secrets}/${secretsDirectory(service)}`,
            target: service.secrets.at,
            readOnly: true,
          },
        ]),
    ...(service.reads ?? []).map((mount) =>
      "volume" in mount
        ? volume(mount.volume, mount.at)
        : {
            type: "bind",
            source: mount.host,
            target: mount.at,
            readOnly: true,
            ...(mount.laterMounts && { bindOptions: { propagation: "rslave" } }),
          },
    ),
  ];
}

/** `512MiB` or `1GiB`, as the configuration has it. */
function mebibytes(size: string): number {
  return Number.parseInt(size, 10) * (size.endsWith("GiB") ? 1024 : 1);
}

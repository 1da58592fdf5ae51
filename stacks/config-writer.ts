import path from "node:path";
import { fileURLToPath } from "node:url";
import { Container } from "@cdktf/provider-docker/lib/container/index.js";
import type { Image } from "@cdktf/provider-docker/lib/image/index.js";
import type { Network } from "@cdktf/provider-docker/lib/network/index.js";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import type { Config } from "../config/load.ts";
import type { Configuration } from "../kit/model/service.ts";
import { ownPassword, requestBeside, writerPassword } from "../kit/write/request.ts";
import type { ConfigurationFile } from "./generated-files.ts";
import { hardening } from "./hardening.ts";
import { evaluated, literally } from "./literal.ts";
import { fingerprint, labelPrefix, nameIn } from "./names.ts";
import { configurationVolume, dataVolume, type Service, secretsDirectory } from "./service.ts";

interface ConfigWriterProps {
  readonly config: Config;
  readonly service: Service;
  /** Without one, only the data is given to the service's user. */
  readonly configuration?: Configuration;
  readonly files: readonly ConfigurationFile[];
  /** The service's own: it has the tool that validates, in the version that will read the files. */
  readonly image: Image;
  readonly network: Network;
}

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "config-writer.sh");

/** promtool loads every rule; nothing else here is large. */
const writerMebibytes = 256;

/**
 * A container that runs once for every new configuration, and puts it live without touching the service: see
 * config-writer.sh. Uploads need a writable root file system, so it is not read-only; it is gone within seconds.
 */
export class ConfigWriter extends Construct {
  readonly container: Container;

  constructor(scope: Construct, id: string, props: ConfigWriterProps) {
    super(scope, id);
    const { config, service, configuration, files, image, network } = props;
    const { environment } = config;
    const name = nameIn(environment, `${service.name}-config-writer`);
    const version = fingerprint(files.map(({ file, hash }) => [file, hash]));
    const volume = (name: string, target: string) => ({
      type: "volume",
      source: nameIn(environment, name),
      target,
      readOnly: false,
    });
    const password = ownPassword(service);

    this.container = new Container(this, "container", {
      ...hardening(writerMebibytes, config),
      ...literally({
        name,
        entrypoint: ["/bin/sh", "/config-writer.sh"],
        env: [
          "VOLUME=/cfg",
          `NEW=${version}`,
          `FILES=${files.map(({ file }) => file).join(" ")}`,
          `CHECK=${configuration?.check ?? ""}`,
          `HEALTH=${requestBeside(service, { path: service.healthPath, seconds: 10 })}`,
          `RELOAD=${configuration?.reload === undefined ? "" : requestBeside(service, { path: configuration.reload, method: "POST", seconds: 60 })}`,
          `OWNER=${service.user}`,
          `DATA=${service.data ?? ""}`,
        ],
        labels: [{ label: `${labelPrefix}writer`, value: service.name }],
        mounts: [
          ...(configuration === undefined ? [] : [volume(configurationVolume(service), "/cfg")]),
          ...(service.data === undefined ? [] : [volume(dataVolume(service), service.data)]),
          // That one secret alone: it is the service's, and the other ones are none of its business.
          ...(password === undefined
            ? []
            : [
                {
                  type: "bind",
                  source: `${config.deployment.secrets}/${secretsDirectory(service)}/${path.basename(password)}`,
                  target: writerPassword,
                  readOnly: true,
                },
              ]),
        ],
      }),
      image: image.imageId,
      user: "0:0",
      // To give the data to the service's user, and to read that user's password.
      // The form with CAP_ is the one that every engine and client leaves as it is.
      capabilities: { drop: ["ALL"], add: ["CAP_CHOWN", ...(password === undefined ? [] : ["CAP_DAC_OVERRIDE"])] },
      networkMode: "bridge",
      networksAdvanced: [{ name: network.id }],
      restart: "no",
      attach: true,
      // What it says becomes the reason of a failed deployment; on a terminal, because the provider would otherwise keep
      // the bytes with which the engine separates the two streams. It never says a secret.
      logs: true,
      tty: true,
      upload: [
        this.upload("script", "/config-writer.sh", script),
        ...files.map(({ file, source, hash }) => this.upload(file, `/cfg/${version}/${file}`, source, hash)),
      ],
      lifecycle: {
        // The provider itself ignores how it ended.
        postcondition: [
          {
            condition: evaluated("self.exit_code == 0"),
            errorMessage:
              `The new configuration of ${service.name} is not live; the previous one is. ` +
              `${evaluated('coalesce(self.container_logs, "It said nothing.")')} ` +
              `Mend the configuration and deploy again. To repeat the same one, first remove the container ${name}.`,
          },
        ],
      },
      dependsOn: [network],
    });
  }

  /** Only the path and the hash of a file reach the state and the plan, and its content needs no escaping. */
  private upload(id: string, file: string, source: string, hash?: string) {
    const asset = new TerraformAsset(this, id, {
      path: source,
      type: AssetType.FILE,
      ...(hash !== undefined && { assetHash: hash }),
    });
    return { file, source: asset.path, sourceHash: asset.assetHash };
  }
}

import type { Image } from "@cdktf/provider-docker/lib/image/index.js";
import { Network } from "@cdktf/provider-docker/lib/network/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ConfigWriter } from "./config-writer.ts";
import { connect } from "./engine.ts";
import { configurationFiles } from "./generated-files.ts";
import { HardenedService } from "./hardened-service.ts";
import { fingerprint, monitoringStack, nameIn } from "./names.ts";
import { isEnabled, type Service, servicesOf } from "./service.ts";
import { type ServiceImagesProps, serviceImages } from "./service-images.ts";

interface MonitoringStackProps extends ServiceImagesProps {
  /** Directory of the environment's generated files. */
  readonly generated: string;
}

/**
 * Everything that runs: `monitoring-<environment>`. It knows the volumes by name only, so that it can be destroyed and
 * deployed without them; an engine creates a missing one by itself, and the data stack then takes it over.
 */
export class MonitoringStack extends TerraformStack {
  constructor(scope: Construct, { config, generated, contexts, digests }: MonitoringStackProps) {
    const { deployment, environment } = config;
    super(scope, monitoringStack(config));
    connect(this, config);

    const network = new Network(this, "network", {
      name: nameIn(environment, "network"),
      driver: "bridge",
      ipamConfig: [{ subnet: deployment.subnet, gateway: deployment.gateway }],
    });

    const written = (service: Service, image: Image) => {
      const { configuration } = service;
      // Our own images give their data to its user.
      if (configuration === undefined && (service.data === undefined || service.program !== undefined)) return {};
      const files = configuration === undefined ? [] : configurationFiles(generated, configuration);
      const props = { config, service, ...(configuration && { configuration }), files, image, network };
      const { container } = new ConfigWriter(this, `${service.name}-config`, props);
      const readAtStart = configuration?.readAtStart;
      if (readAtStart === undefined) return { after: container };
      const startFiles = files.filter(({ file }) => file.startsWith(readAtStart));
      return { after: container, startFiles: fingerprint(startFiles.map(({ file, hash }) => [file, hash])) };
    };

    const imageOf = serviceImages(this, { config, contexts, digests });
    for (const service of servicesOf(config).filter((service) => isEnabled(config, service))) {
      const image = imageOf(service);
      new HardenedService(this, service.name, { config, service, image, network, ...written(service, image) });
    }
  }
}

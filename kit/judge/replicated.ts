import { judge } from "./judge.ts";

/** What the set itself has one of on each host. */
const ofEachHost = ["prometheus", "alertmanager"];

export const replicated = judge(
  {
    "replicated-address": "What several hosts scrape has an address that means the same on each of them.",
  },
  (wrong, { config }) => {
    if (config.replicated === undefined) return;
    for (const [job, address] of Object.entries(config.jobs))
      if (address !== undefined && !ofEachHost.includes(job) && /^(localhost|127\.[\d.]+):/.test(address))
        wrong(
          "replicated-address",
          config.at(["jobs", job]),
          `jobs.${job}: ${address} is another one on each host`,
          "write the address in the network between the hosts",
        );
  },
);

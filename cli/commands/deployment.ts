import { logServices } from "../../signals/metrics/log-sources.ts";
import { command } from "../command.ts";
import { environment, json, number, oneOf, otherwise, required, rest, text, toggle } from "../takings.ts";

const which = { environment: required(environment) };
const configOf = async (name: string) => (await import("../../config/load.ts")).loadConfig(name);
const oneEngineOf = async (name: string) => (await import("../one-engine.ts")).onOneEngine(await configOf(name));

/** The deployment and its day two. */
export const deployment = [
  command("synth", {
    does: "Writes the deployment as Terraform JSON into cdktf.out.",
    example: "",
    run: async () => (await import("../../stacks/synthesize.ts")).synthesize(),
  }),
  command("deploy", {
    does: "Checks, tries, applies, and believes what it sees: a table of every service.",
    arguments: which,
    options: {
      plan: toggle("only say what would change"),
      save: text("file", "with --plan: keep the plan for --approved"),
      approved: text("file", "apply this plan and no other"),
      adopt: toggle("replace containers that others made under our names; volumes stay"),
      json,
    },
    example: "production --plan",
    exits: { 0: "every service is healthy with what was sent" },
    finishes: true,
    run: async ({ environment, ...asked }) =>
      (await import("../deploy.ts")).deployTo(await configOf(environment), asked),
  }),
  command("status", {
    does: "Shows services, health, targets, firing alerts and drift.",
    arguments: which,
    options: { json },
    example: "production --json",
    exits: { 0: "all is well", 1: "something needs a person" },
    run: async ({ environment, ...asked }) => (await import("../status.ts")).status(await configOf(environment), asked),
  }),
  command("probe", {
    does: "Watches a deployment for a while, and says whether it should be rolled back.",
    arguments: which,
    options: {
      seconds: otherwise(300, number("seconds", "how long", { from: 0, to: 86_400 })),
      alerts: toggle("critical alerts that begin to fire count as well"),
      json,
    },
    example: "staging --alerts --seconds 600",
    exits: { 0: "well all the time", 1: "roll back" },
    finishes: true,
    run: async ({ environment, ...asked }) =>
      (await import("../probe.ts")).probeDeployment(await oneEngineOf(environment), asked),
  }),
  command("rollback", {
    does: "Deploys the version before the present one, from its own commit.",
    arguments: which,
    options: { json },
    example: "production",
    finishes: true,
    run: async ({ environment, ...asked }) =>
      (await import("../rollback.ts")).rollback(await oneEngineOf(environment), asked),
  }),
  command("deployments", {
    does: "Lists who deployed what, when, and how it went.",
    arguments: which,
    options: { json },
    example: "production --json",
    run: async ({ environment, ...asked }) =>
      (await import("../deployments.ts")).deployments(await oneEngineOf(environment), asked),
  }),
  command("secrets", {
    does: "Says which secret files are needed, and what is wrong with them.",
    arguments: which,
    options: {
      init: toggle("make those that can be made"),
      rotate: oneOf("secret", ["grafana-admin", "prometheus-password", "alertmanager-password"], "give it a new value"),
      json,
    },
    example: "production --init",
    exits: { 0: "each is as it must be", 1: "one is not" },
    finishes: true,
    run: async ({ environment, ...asked }) =>
      (await import("../secrets.ts")).secrets(await configOf(environment), asked),
  }),
  command("logs", {
    does: "Shows the logs of the monitoring's services, or what the platform itself wrote around an anomaly.",
    arguments: {
      ...which,
      services: rest("service", "those of the monitoring that are wanted; all where none is named"),
    },
    options: {
      since: otherwise("1h", text("duration", "how far back")),
      follow: toggle("go on until Ctrl-C, with one service"),
      service: oneOf("service", logServices, "what this part of the platform wrote in the last quarter of an hour"),
      around: text(
        "anomaly",
        "the quarter of an hour around its beginning; of what explains it where no --service is named",
      ),
      json,
    },
    example: "production --service api --around 2026-11-23-001",
    run: async ({ environment, ...asked }) => (await import("../logs.ts")).logs(await oneEngineOf(environment), asked),
  }),
  command("backup", {
    does: "Copies the data of every service into a directory.",
    arguments: which,
    options: {
      to: text("directory", "where; backups/<environment>-<time> where nothing is said"),
      age: text("recipient", "seal it with age"),
      gpg: text("recipient", "seal it with GnuPG"),
      json,
    },
    example: "production --to backups/today",
    finishes: true,
    run: async ({ environment, ...asked }) =>
      (await import("../backup.ts")).backUp(await oneEngineOf(environment), asked),
  }),
  command("restore", {
    does: "Puts the data of a backup in the place of what is there.",
    arguments: which,
    options: {
      from: required(text("directory", "the backup's")),
      identity: text("file", "the key of a backup sealed with age"),
      json,
    },
    example: "production --from backups/today",
    finishes: true,
    run: async ({ environment, ...asked }) =>
      (await import("../restore.ts")).restoreBackup(await oneEngineOf(environment), asked),
  }),
  command("tunnel", {
    does: "Says how to reach Grafana and the others from here, or opens the way.",
    arguments: which,
    options: { open: toggle("open it, until Ctrl-C"), json },
    example: "production --open",
    run: async ({ environment, ...asked }) =>
      (await import("../tunnel.ts")).tunnel(await oneEngineOf(environment), asked),
  }),
  command("nginx", {
    does: "Prints the site of the host's nginx by which people come in.",
    arguments: which,
    options: { json },
    example: "production",
    run: async ({ environment, ...asked }) =>
      (await import("../nginx.ts")).nginx(await oneEngineOf(environment), asked),
  }),
  command("pin", {
    does: "Asks the engine for the images' digests and writes config/images.lock.json.",
    arguments: which,
    options: { json },
    example: "production",
    finishes: true,
    run: async ({ environment, ...asked }) => (await import("../pin.ts")).pinImages(await configOf(environment), asked),
  }),
  command("images", {
    does: "Says which images are behind, and what of ours the latest versions would refuse.",
    arguments: which,
    options: { "rule-tests": toggle("run the rules' tests with the latest Prometheus, too: minutes"), json },
    example: "production",
    exits: { 0: "nothing would break", 1: "something would" },
    run: async ({ environment, ...asked }) =>
      (await import("../images.ts")).images(await oneEngineOf(environment), asked),
  }),
];

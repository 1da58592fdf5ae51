import { action, type Target } from "../kit/model/remedy.ts";

// What may be done without a person, and to what: the only words for it. Who does it, and with which powers, stands in docs/remediation.md.

/** An app of PM2, by its name there; a container, by its service's name; a service of systemd; the machine itself. */
type Kind = "app" | "container" | "service" | "host";

export const restart = action("restart", {
  on: ["app", "container"],
  said: { fr: "redémarrage de", en: "restart of" },
});
/** Of what has died, never of what runs, nor of what somebody has stopped in good order (stacks/host/remedies.sh). */
export const start = action("start", {
  on: ["container", "service"],
  said: { fr: "démarrage de", en: "start of" },
});
/** To the release before the one that was deployed last. */
export const rollback = action("rollback", {
  on: ["app"],
  said: { fr: "retour à la version précédente de", en: "return to the release before of" },
});
export const freeDisk = action("free-disk", {
  on: ["host"],
  said: { fr: "nettoyage du disque de", en: "clearing of the disk of" },
});
export const renewCertificate = action("renew-certificate", {
  on: ["host"],
  said: { fr: "renouvellement du certificat de", en: "renewal of the certificate of" },
});

const target = <const K extends Kind>(kind: K, name: string, startsWithin: Target["startsWithin"]): Target<K> => ({
  ...{ name, kind, startsWithin },
});

/** Nest and Nuxt listen within a few seconds; PM2 takes up to 1.6 s to end the process before. */
export const apiApp = target("app", "benevoclic-api", "10s");
export const webApp = target("app", "benevoclic-web", "10s");
export const nodeExporterContainer = target("container", "node-exporter", "5s");
export const blackboxContainer = target("container", "blackbox-exporter", "5s");
export const businessContainer = target("container", "business-exporter", "15s");
export const pm2ExporterContainer = target("container", "pm2-exporter", "10s");
/** The entrance: it listens within a second. */
export const nginx = target("service", "nginx", "5s");
/** Where the database is a container of this machine; Atlas heals itself. It replays its journal before it answers. */
export const databaseContainer = target("container", "mongodb", "15s");
/** Deleting gigabytes takes its time. */
export const machine = target("host", "machine", "2m");

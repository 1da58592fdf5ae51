import { action, type Target } from "../kit/model/remedy.ts";

// What may be done without a person, and to what: the only words for it. Who does it, and with which powers, stands in docs/remediation.md.

/** An app of PM2, by its name there; a container, by its service's name; the machine itself. */
type Kind = "app" | "container" | "host";

export const restart = action("restart", {
  on: ["app", "container"],
  said: { fr: "redémarrage de", en: "restart of" },
});
/** Of an app that PM2 has given up, or that somebody's mistake has stopped. */
export const start = action("start", { on: ["app"], said: { fr: "démarrage de", en: "start of" } });
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
/** Deleting gigabytes takes its time. */
export const machine = target("host", "machine", "2m");

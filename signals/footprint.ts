import { promql } from "../kit/model/promql.ts";
import { signal } from "../kit/model/signal.ts";
import { count } from "../kit/model/unit.ts";
import { cpuUse } from "./host.ts";
import { business } from "./metrics/business.ts";
import { node } from "./metrics/node.ts";
import { requestsServed } from "./objectives.ts";

/**
 * An estimate: a virtual machine has no meter. Software Carbon Intensity, ISO/IEC 21031: (E · I + M) per R, https://sci.greensoftware.foundation
 * Coefficients of Cloud Carbon Footprint, https://www.cloudcarbonfootprint.org/docs/methodology
 */
const coefficients = {
  /** W a vCPU, idle and at full use. */
  idle: 0.74,
  full: 3.5,
  /** W a GB of memory: 0.000392 kWh an hour. */
  memory: 0.392,
  /** W a TB of SSD. */
  disk: 1.2,
  /** What the data centre uses beside the machines: OVHcloud's. */
  pue: 1.09,
  /** g CO2e a kWh of electricity in France, https://www.npmjs.com/package/@tgwf/co2 */
  intensity: 44,
  /** g CO2e an hour and vCPU for making the machine: 1,000 kg over four years (35,040 h), shared by 64 vCPUs, which is assumed. */
  embodied: 1_000_000 / 35_040 / 64,
} as const;
const { idle, full, memory, disk, pue, intensity, embodied } = coefficients;

const cores = promql`count by (instance) (${node.cpu.where('mode="idle"')})`;
const terabytes = promql`sum by (instance) (max by (instance, device) (${node.filesystemSize.where('fstype!~"tmpfs|ramfs|overlay"')})) / 1e12`;

const estimated = { unit: count, per: ["instance"] } as const;
const formula = {
  fr: `${pue} × (vCPU × (${idle} + ${full - idle} × processeur utilisé) + ${memory} × Go de mémoire + ${disk} × To de disque)`,
  en: `${pue} × (vCPUs × (${idle} + ${full - idle} × processor use) + ${memory} × GB of memory + ${disk} × TB of disk)`,
};

export const power = signal("instance:power_estimated:watts", {
  ...estimated,
  title: { fr: "Puissance estimée (W)", en: "Estimated power (W)" },
  about: {
    fr: `Estimation, sans compteur : ${formula.fr}. Coefficients : Cloud Carbon Footprint, PUE d'OVHcloud.`,
    en: `An estimate without a meter: ${formula.en}. Coefficients: Cloud Carbon Footprint, OVHcloud's PUE.`,
  },
  expr: promql`${pue} * (${cores} * (${idle} + ${full - idle} * ${cpuUse})
+ ${memory} * max by (instance) (${node.memoryTotal}) / 2^30 + ${disk} * (${terabytes}))`,
});

export const carbon = signal("instance:carbon_estimated:grams_hour", {
  ...estimated,
  title: { fr: "Empreinte estimée (g CO2e par heure)", en: "Estimated footprint (g CO2e an hour)" },
  about: {
    fr: `Puissance × ${intensity} g CO2e/kWh (France), plus la fabrication du serveur : ${embodied.toFixed(2)} g par vCPU et par heure (1 000 kg sur quatre ans, 64 vCPU supposés). SCI, ISO/IEC 21031.`,
    en: `Power × ${intensity} g CO2e/kWh (France), and the making of the server: ${embodied.toFixed(2)} g a vCPU and hour (1,000 kg over four years, 64 vCPUs assumed). SCI, ISO/IEC 21031.`,
  },
  expr: promql`${power} / 1000 * ${intensity} + ${cores} * ${embodied}`,
});

/** The R of SCI: what one request and one active user cost. */
export const carbonPerRequest = signal("instance:carbon_per_request:grams", {
  ...estimated,
  title: { fr: "Empreinte d'une requête (g CO2e)", en: "Footprint of a request (g CO2e)" },
  about: {
    fr: "Empreinte estimée d'un jour, divisée par les requêtes de visiteurs de ce jour.",
    en: "Estimated footprint of a day, divided by the visitors' requests of that day.",
  },
  expr: promql`${carbon} / (3600 * avg_over_time(${requestsServed}[1d]) > 0)`,
});

export const carbonPerUser = signal("instance:carbon_per_user:grams30d", {
  ...estimated,
  title: {
    fr: "Empreinte d'un utilisateur actif (g CO2e, 30 jours)",
    en: "Footprint of an active user (g CO2e, 30 days)",
  },
  about: {
    fr: "Empreinte estimée de 30 jours, divisée par les comptes connectés dans les 30 derniers jours.",
    en: "Estimated footprint of 30 days, divided by the accounts that connected within the last 30 days.",
  },
  expr: promql`720 * ${carbon} / (sum by (instance) (${business.usersActive.where('window="30d"')}) > 0)`,
});

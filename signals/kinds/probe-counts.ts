import { promql } from "../../kit/model/promql.ts";
import type { SignalDefinition } from "../../kit/model/signal.ts";
import type { Text } from "../../kit/model/text.ts";
import { count } from "../../kit/model/unit.ts";
import { probe } from "../metrics/blackbox.ts";

interface Probed {
  /** The configured name of the probe. */
  readonly target: string;
  /** Whose address it is: "de l'API", "of the API". */
  readonly of: Text;
}

const common = { unit: count, per: ["instance"], over: "5m", every: "1m" } as const satisfies Partial<SignalDefinition>;
const samplesOf = ({ target }: Probed) => probe.success.where(`target="${target}"`);

/** Probes of a public address that failed in 5 minutes: the bad events of an objective. */
export const probesFailedOf = (probed: Probed): SignalDefinition => ({
  ...common,
  title: { fr: `Sondes ${probed.of.fr} en échec`, en: `Failed probes ${probed.of.en}` },
  about: {
    fr: `Sondes de l'adresse publique ${probed.of.fr} qui ont échoué en 5 minutes. Une sonde qui manque n'est pas un échec.`,
    en: `Probes of the public address ${probed.of.en} that failed in 5 minutes. A probe that is missing is no failure.`,
  },
  expr: promql`sum by (instance) (count_over_time(${samplesOf(probed)}[5m]) - sum_over_time(${samplesOf(probed)}[5m]))`,
});

/** All of them. */
export const probesMadeOf = (probed: Probed): SignalDefinition => ({
  ...common,
  title: { fr: `Sondes ${probed.of.fr}`, en: `Probes ${probed.of.en}` },
  about: {
    fr: `Sondes de l'adresse publique ${probed.of.fr} en 5 minutes, réussies ou non : jour et nuit, une toutes les 5 secondes.`,
    en: `Probes of the public address ${probed.of.en} in 5 minutes, successful or not: day and night, one every 5 seconds.`,
  },
  expr: promql`sum by (instance) (count_over_time(${samplesOf(probed)}[5m]))`,
});

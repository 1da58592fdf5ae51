import { promql } from "../../kit/model/promql.ts";
import type { Signal, SignalDefinition } from "../../kit/model/signal.ts";
import type { Text } from "../../kit/model/text.ts";
import { perSecond } from "../../kit/model/unit.ts";
import { api, failed } from "../metrics/api.ts";

const common = {
  unit: perSecond,
  per: ["instance"],
  over: "5m",
  every: "1m",
} as const satisfies Partial<SignalDefinition>;

interface Requests {
  /** A matcher of the API's requests, such as `path="/auth/login"`. */
  readonly where: string;
  /** What people did by them: "de connexion", "to sign in". */
  readonly of: Text;
}

/** Visitors' requests of one kind: all events of an objective. */
export const requestsServedOf = ({ where, of }: Requests): SignalDefinition => ({
  ...common,
  title: { fr: `Requêtes ${of.fr}`, en: `Requests ${of.en}` },
  about: {
    fr: `Requêtes ${of.fr} par seconde. Celles d'une route sans identifiant comptent double, des deux côtés du rapport.`,
    en: `Requests ${of.en} per second. Those to a route without an id count twice, on both sides of the ratio.`,
  },
  expr: promql`sum by (instance) (rate(${api.requests.where(where)}[5m]))`,
});

/** Those of them that failed. @param served all of them */
export const requestsFailedOf = ({ where, of }: Requests, served: Signal): SignalDefinition => ({
  ...common,
  title: { fr: `Requêtes ${of.fr} en échec`, en: `Failed requests ${of.en}` },
  about: {
    fr: `Requêtes ${of.fr} auxquelles l'API a répondu par une erreur 5xx, par seconde ; zéro tant qu'il n'y en a pas.`,
    en: `Requests ${of.en} that the API answered with a 5xx error, per second; zero while there is none.`,
  },
  expr: promql`sum by (instance) (rate(${api.requests.where(where, failed)}[5m])) or 0 * ${served}`,
});

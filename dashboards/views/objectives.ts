import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { ratio } from "../../kit/model/unit.ts";
import { availability } from "../../signals/availability.ts";
import { probesFailed, probesMade, requestsFailed, requestsServed } from "../../signals/objectives.ts";

const promised = { unit: ratio, per: ["instance"], objective: { above: availability.objective } } as const;

export const timeReachable = signal("instance:api_availability:ratio30d", {
  ...promised,
  title: { fr: "Disponibilité", en: "Availability" },
  about: {
    fr: "Part des sondes de l'adresse publique de l'API qui ont réussi, sur 30 jours.",
    en: "Share of the probes of the API's public address that succeeded, over 30 days.",
  },
  expr: promql`1 - sum_over_time(${probesFailed}[30d]) / sum_over_time(${probesMade}[30d])`,
});

export const answersKept = signal("instance:api_answers_without_error:ratio30d", {
  ...promised,
  title: { fr: "Réponses sans erreur", en: "Answers without error" },
  about: {
    fr: "Part des requêtes des visiteurs auxquelles l'API n'a pas répondu par une erreur 5xx, sur 30 jours.",
    en: "Share of the visitors' requests that the API did not answer with a 5xx error, over 30 days.",
  },
  expr: promql`1 - sum_over_time(${requestsFailed}[30d]) / sum_over_time(${requestsServed}[30d])`,
});

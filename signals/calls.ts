import { errorRatio } from "../kit/kinds/error-ratio.ts";
import { latencyQuantile } from "../kit/kinds/latency-quantile.ts";
import { signal } from "../kit/model/signal.ts";
import { calls, failedCall, ofDatabase, ofProgram } from "./metrics/calls.ts";

/** Traces are kept of two requests a second at most: a shorter time holds too few of a kind. */
const over = "5m";
const every = "30s";

export const databaseCallTime = signal("collection:database_call_time:p95_5m", {
  ...latencyQuantile({
    ...{ histogram: calls.duration, ...ofDatabase, quantile: 0.95, over },
    title: { fr: "Temps de la base par collection (P95)", en: "Database time by collection (P95)" },
    about: {
      fr: "95 % des opérations de cette sorte sur cette collection ont duré moins que cela, vues du programme qui les demande ; d'après les traces gardées.",
      en: "95 % of the operations of this kind on this collection took less than this, as the program that asks sees it; by the traces that are kept.",
    },
  }),
  every,
});

export const databaseCallErrors = signal("collection:database_call_errors:ratio5m", {
  ...errorRatio({
    bad: {
      ...{ counter: calls.ended, where: [...ofDatabase.where, ...failedCall.where] },
      example: failedCall.example,
    },
    all: { counter: calls.ended, where: ofDatabase.where, example: ofDatabase.example },
    ...{ over, per: ofDatabase.per },
    title: { fr: "Opérations en échec par collection", en: "Failed operations by collection" },
    about: {
      fr: "Part des opérations de cette sorte sur cette collection qui se sont terminées par une erreur ; d'après les traces gardées.",
      en: "Share of the operations of this kind on this collection that ended with an error; by the traces that are kept.",
    },
  }),
  every,
});

export const programCallTime = signal("service:call_time:p95_5m", {
  ...latencyQuantile({
    ...{ histogram: calls.duration, ...ofProgram, quantile: 0.95, over },
    title: { fr: "Temps des appels (P95)", en: "Time of calls (P95)" },
    about: {
      fr: "95 % des requêtes d'un programme à un autre, comme du site à l'API, ont duré moins que cela, vues de celui qui demande ; d'après les traces gardées.",
      en: "95 % of the requests of one program to another, such as of the web site to the API, took less than this, as who asks sees it; by the traces that are kept.",
    },
  }),
  every,
});

export const programCallErrors = signal("service:call_errors:ratio5m", {
  ...errorRatio({
    bad: {
      ...{ counter: calls.ended, where: [...ofProgram.where, ...failedCall.where] },
      example: { ...ofProgram.example, ...failedCall.example },
    },
    all: { counter: calls.ended, where: ofProgram.where, example: ofProgram.example },
    ...{ over, per: ofProgram.per },
    title: { fr: "Appels en échec", en: "Failed calls" },
    about: {
      fr: "Part des requêtes d'un programme à un autre sans réponse, ou avec une erreur 5xx ; d'après les traces gardées.",
      en: "Share of the requests of one program to another without an answer, or with a 5xx error; by the traces that are kept.",
    },
  }),
  every,
});

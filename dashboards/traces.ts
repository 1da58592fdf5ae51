import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph } from "../kit/model/panel.ts";
import { databaseCallErrors, databaseCallTime, programCallErrors, programCallTime } from "../signals/calls.ts";
import { spansAccepted, spansKept, spansLost, tracesDisk } from "../signals/trace-store.ts";

const none = {
  fr: "Aucun appel dans les traces gardées (docs/traces.md).",
  en: "No call in the traces that are kept (docs/traces.md).",
};

const noSpan = { fr: "Jaeger n'a encore reçu aucune trace.", en: "Jaeger has received no trace yet." };

export const traces = dashboard("traces", {
  title: { fr: "Appels et traces", en: "Calls and traces" },
  about: {
    fr: "Qu'attendent le site et l'API des autres programmes, et les traces sont-elles gardées ?",
    en: "What do the web site and the API wait for from other programs, and are the traces kept?",
  },
  readers: {
    fr: "Développeurs de l'API et du site, quand une page est lente.",
    en: "The API's and the web site's developers, when a page is slow.",
  },
  since: "6h",
  rows: [
    row(
      { fr: "À la base de données", en: "To the database" },
      [databaseCallTime, databaseCallErrors].map((signal) => graph(signal, { whenEmpty: none })),
    ),
    row(
      { fr: "D'un programme à l'autre", en: "From one program to another" },
      [programCallTime, programCallErrors].map((signal) => graph(signal, { whenEmpty: none })),
    ),
    row(
      { fr: "Les traces elles-mêmes", en: "The traces themselves" },
      [graph(spansKept, { whenEmpty: noSpan }), spansAccepted],
      [graph(spansLost, { whenEmpty: noSpan }), graph(tracesDisk)],
    ),
  ],
});

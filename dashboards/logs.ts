import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph, list } from "../kit/model/panel.ts";
import {
  countsFailing,
  linesDropped,
  linesKept,
  linesWaiting,
  logStoreFull,
  messageBursts,
  messages,
  newErrors,
  processesKilled,
  renewalFailures,
  scannedCollections,
  serviceLines,
  slowQueries,
  sshFailures,
  sshPasswords,
  sudoFailures,
  troubleLines,
  uncaughtExceptions,
  upstreamErrors,
} from "../signals/logs.ts";

const none = { fr: "Aucune ligne de ce genre.", en: "No line of this kind." };

const messageColumns = {
  value: { title: { fr: "Fois", en: "Times" } },
  service: { title: { fr: "Service", en: "Service" } },
  level: { title: { fr: "Niveau", en: "Level" } },
  line: { title: { fr: "Message, aux nombres près", en: "Message, but for its numbers" } },
};

export const logs = dashboard("logs", {
  title: { fr: "Journaux", en: "Logs" },
  about: {
    fr: "Que disent les journaux, et arrivent-ils tous ?",
    en: "What do the logs say, and do all of them arrive?",
  },
  readers: {
    fr: "Développeurs et ingénieurs, à chaque alerte qui en parle.",
    en: "Developers and engineers, at each alert that speaks of them.",
  },
  since: "6h",
  rows: [
    row(
      { fr: "Ce qu'ils disent", en: "What they say" },
      [
        graph(troubleLines, { whenEmpty: none }),
        graph(messageBursts, { whenEmpty: none }),
        graph(newErrors, { whenEmpty: none }),
      ],
      [list(messages, { tall: true, whenEmpty: none, columns: messageColumns })],
      [graph(uncaughtExceptions, { whenEmpty: none }), graph(upstreamErrors, { whenEmpty: none })],
      [graph(slowQueries, { whenEmpty: none }), graph(scannedCollections, { whenEmpty: none })],
      [
        graph(sshFailures, { whenEmpty: none }),
        graph(sshPasswords, { whenEmpty: none }),
        graph(sudoFailures, { whenEmpty: none }),
      ],
      [graph(processesKilled, { whenEmpty: none }), graph(renewalFailures, { whenEmpty: none })],
    ),
    row(
      { fr: "Ce qui arrive", en: "What arrives" },
      [graph(serviceLines, { whenEmpty: none }), graph(linesKept, { whenEmpty: none })],
      [graph(linesWaiting), graph(linesDropped), graph(logStoreFull), graph(countsFailing)],
    ),
  ],
});

import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { meanPerEvent } from "../kit/kinds/mean-per-event.ts";
import { raised } from "../kit/kinds/raised.ts";
import { up } from "../kit/kinds/up.ts";
import { promql } from "../kit/model/promql.ts";
import { counted, rounded, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { ratio, seconds } from "../kit/model/unit.ts";
import { lineBytesPerSecond, node, realInterfaces } from "./metrics/node.ts";

export const networkUse = signal("instance:network_use:ratio5m", {
  unit: ratio,
  per: ["instance", "device"],
  over: "5m",
  needsAllOfIt: true,
  title: { fr: "Réseau utilisé", en: "Network use" },
  about: {
    fr: "Part des 100 Mbit/s de la ligne, dans le sens le plus chargé (réception ou envoi).",
    en: "Share of the line's 100 Mbit/s, in the busier direction (receiving or sending).",
  },
  expr: promql`max by (instance, device) (
  label_replace(rate(${node.received.where(realInterfaces)}[5m]), "direction", "received", "job", ".*")
    or label_replace(rate(${node.sent.where(realInterfaces)}[5m]), "direction", "sent", "job", ".*")
) / ${lineBytesPerSecond}`,
  produce: ({ values, interval, labels }) => [
    seriesOf(
      node.received,
      labels,
      counted(
        values.map((value) => (value === null ? null : 0)),
        interval,
      ),
    ),
    seriesOf(
      node.sent,
      labels,
      counted(
        values.map((value) => (value === null ? null : value * lineBytesPerSecond)),
        interval,
      ),
    ),
  ],
});

export const receiveErrors = signal(
  "instance:network_receive_errors:ratio5m",
  meanPerEvent({
    recordingRule: true,
    of: [{ amount: node.receiveErrors, events: node.receivedPackets }],
    where: [realInterfaces],
    unit: ratio,
    over: "5m",
    per: ["instance", "device"],
    title: { fr: "Paquets reçus abîmés", en: "Damaged packets received" },
    about: {
      fr: "Part des paquets reçus qui sont arrivés abîmés : chacun doit partir une seconde fois.",
      en: "Share of the received packets that arrived damaged: each has to be sent a second time.",
    },
  }),
);

export const sendErrors = signal(
  "instance:network_send_errors:ratio5m",
  meanPerEvent({
    recordingRule: true,
    of: [{ amount: node.sendErrors, events: node.sentPackets }],
    where: [realInterfaces],
    unit: ratio,
    over: "5m",
    per: ["instance", "device"],
    title: { fr: "Paquets impossibles à envoyer", en: "Packets that could not be sent" },
    about: {
      fr: "Part des paquets que la carte réseau n'a pas pu envoyer.",
      en: "Share of the packets that the network card could not send.",
    },
  }),
);

export const networkErrors = signal("instance:network_errors:ratio5m", {
  unit: ratio,
  per: ["instance", "device"],
  over: "5m",
  title: { fr: "Paquets perdus ou abîmés", en: "Packets lost or damaged" },
  about: {
    fr: "Part des paquets perdus ou abîmés, dans le sens qui va le plus mal : un visiteur a besoin des deux.",
    en: "Share of the packets lost or damaged, in the worse direction: a visitor needs both.",
  },
  expr: promql`max by (instance, device) (
  label_replace(${receiveErrors}, "direction", "received", "device", ".*")
    or label_replace(${sendErrors}, "direction", "sent", "device", ".*")
)`,
  produce: (behaviour) => [
    ...(receiveErrors.produce?.(behaviour) ?? []),
    ...(sendErrors.produce?.({ ...behaviour, values: behaviour.values.map(() => 0) }) ?? []),
  ],
});

export const connectionTableUse = signal(
  "instance:connection_table_use:ratio",
  gaugeRatio({
    used: node.connections,
    of: node.connectionsLimit,
    per: ["instance"],
    title: { fr: "Table des connexions utilisée", en: "Connection table use" },
    about: {
      fr: "Part des connexions que le pare-feu peut suivre (conntrack). Table pleine, il jette les nouvelles.",
      en: "Share of the connections that the firewall can track (conntrack). Once full, it drops new ones.",
    },
  }),
);

export const fileDescriptorUse = signal(
  "instance:file_descriptor_use:ratio",
  gaugeRatio({
    used: node.openFiles,
    of: node.openFilesLimit,
    per: ["instance"],
    title: { fr: "Descripteurs de fichiers utilisés", en: "File descriptor use" },
    about: {
      fr: "Part des fichiers et connexions que toute la machine peut tenir ouverts.",
      en: "Share of the files and connections that the whole machine can hold open.",
    },
  }),
);

export const clockOffset = signal("instance:clock_offset:seconds", {
  unit: seconds,
  per: ["instance"],
  title: { fr: "Écart de l'horloge", en: "Clock offset" },
  about: {
    fr: "De combien l'horloge de la machine avance ou retarde sur les serveurs de temps.",
    en: "By how much the machine's clock is ahead of or behind the time servers.",
  },
  expr: promql`max by (instance) (abs(${node.clockOffset}))`,
  // A clock that is behind is as wrong as one that is ahead.
  produce: ({ values, labels }) => [
    seriesOf(
      node.clockOffset,
      labels,
      values.map((value) => (value === null ? null : rounded(-value))),
    ),
  ],
});

export const clockSynchronised = signal(
  "instance:clock_synchronised:min",
  up({
    gauge: node.clockSynchronised,
    per: ["instance"],
    title: { fr: "Horloge synchronisée", en: "Clock synchronised" },
    about: {
      fr: "1 tant qu'un serveur de temps tient l'horloge à l'heure.",
      en: "1 while a time server keeps the clock right.",
    },
  }),
);

export const textfileError = signal(
  "instance:textfile_error:max",
  raised({
    flag: node.textfileError,
    per: ["instance"],
    title: { fr: "Fichier de mesures illisible", en: "Unreadable metrics file" },
    about: {
      fr: "1 quand node-exporter ne comprend pas un fichier déposé pour lui (rapports de qualité, sauvegarde).",
      en: "1 when node-exporter does not understand a file left for it (quality reports, backup).",
    },
  }),
);

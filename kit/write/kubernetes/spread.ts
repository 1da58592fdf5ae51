/** Replicas stand on different machines, as far as there are several. */
export const spread = (labels: Readonly<Record<string, string>>) => [
  {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  },
];

/** How every VictoriaLogs is started. Whichever limit is reached first, whole days are dropped. */
export const logStoreFlags = (kept: {
  readonly directory: string;
  /** Such as `14d`. */
  readonly keep: string;
  /** Such as `4GB`. */
  readonly disk: string;
}): readonly string[] => [
  `-storageDataPath=${kept.directory}`,
  `-retentionPeriod=${kept.keep}`,
  `-retention.maxDiskSpaceUsageBytes=${kept.disk}`,
  // Half of what its container may have: the rest is what a query needs while it runs.
  "-memory.allowedBytes=256MiB",
  // What it took and had not yet written is lost when it is killed.
  "-inmemoryDataFlushInterval=1s",
  "-loggerFormat=json",
];

/** A program that runs in a cluster beside Prometheus and Alertmanager. How it is hardened is not a matter of its own. */
export interface Workload {
  /** Also of its service: others reach it there. */
  readonly name: string;
  readonly image: string;
  /** As `128MiB`: it gets as much, and never more. */
  readonly memory: string;
  /** `uid:gid`; its volumes belong to it. */
  readonly user: `${number}:${number}`;
  readonly port: number;
  /** Arguments for the image's entry point. */
  readonly command: readonly string[];
  /** Never a secret: whoever may read the object sees it. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Answers 200 as soon as the program does its work. */
  readonly healthPath: string;
  /** How long it may take to start, with all of its data. */
  readonly startSeconds: number;
  /** How long it may take to put its data in order before it is killed. */
  readonly stopSeconds: number;
  /** Where it keeps its data, on a volume of its own: the only place on disk that it can write. */
  readonly data?: string;
  /** A directory in memory for what it must write but not keep, and its size. */
  readonly scratch?: { readonly at: string; readonly megabytes: number };
  /** Generated files: their directory in `generated/<environment>/`, and where they are seen, below `current/`. */
  readonly configuration?: { readonly directory: string; readonly at: string };
  /** Its secret files, in an object that people make (docs/kubernetes.md), and where it sees them. */
  readonly secrets?: { readonly at: string; readonly files: readonly string[] };
  /** TCP ports on which it asks others, wherever they are; it reaches nothing else. */
  readonly asks: readonly number[];
}

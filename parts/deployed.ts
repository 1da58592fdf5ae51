import type { Settings } from "../kit/config/schema.ts";

/** What services may read of an environment: config/schema.ts gives at least this. */
export interface Deployed extends Settings {
  /** Whose data is in no figure. */
  readonly journeys?: { readonly account: string; readonly association?: string | undefined } | undefined;
  /** Where traces are asked for. */
  readonly traces: { readonly query: string };
  readonly deployment: {
    /** Of the containers' private network, on the host. */
    readonly gateway: string;
    readonly services: Readonly<Record<string, { readonly port: number } | undefined>>;
    /** There where people come in through a login. */
    readonly access?: object | undefined;
    /** PM2 on the host. */
    readonly pm2: { readonly user: `${number}:${number}`; readonly sockets: string };
  };
}

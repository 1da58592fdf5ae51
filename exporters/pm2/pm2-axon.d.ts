// The part that is used of two libraries without types: https://github.com/Unitech/pm2-axon, https://github.com/Unitech/pm2-axon-rpc

declare module "pm2-axon" {
  import type { EventEmitter } from "node:events";
  import type { Socket } from "node:net";

  /** Events: `connect`, `socket error` for every error of a connection, `error` for the unusual ones too, `close` when it will not reconnect. */
  export class ReqSocket extends EventEmitter {
    /** Milliseconds before it connects again; 0 for never. */
    set(setting: "retry timeout", value: number): this;
    connect(path: string): this;
    close(): void;
    /** What takes the framed messages of a connection; made to be overridden. */
    onmessage(connection: Socket): (message: Buffer) => void;
  }
}

declare module "pm2-axon-rpc" {
  import type { ReqSocket } from "pm2-axon";

  export class Client {
    constructor(socket: ReqSocket);
    call(method: string, argument: unknown, done: (error: Error | null, result?: unknown) => void): void;
  }
}

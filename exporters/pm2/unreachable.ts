/** Bytes of an answer; a process takes 5 to 50 kB, most of it the app's environment. Read as a whole it takes several times as much. */
export const largestAnswer = 8 * 2 ** 20;

/** Why PM2's daemon gave no answer, in words that name no content of an answer, and what to do about it. */
export class Unreachable extends Error {
  readonly reason: Reason;
  readonly remedy: string;

  constructor(reason: Reason) {
    super(reasons[reason].what);
    this.reason = reason;
    this.name = "Unreachable";
    this.remedy = reasons[reason].remedy;
  }
}

export type Reason = keyof typeof reasons;

const reasons = {
  absent: {
    what: "there is no socket",
    remedy:
      "start PM2 with PM2_DAEMON_RPC_PORT set to this path, or set the exporter's PM2_DAEMON_RPC_PORT to PM2's socket; in a container, mount the socket's directory",
  },
  dead: {
    what: "nobody listens on the socket: the daemon is dead",
    remedy: "start it: pm2 resurrect, or the systemd unit that pm2 startup wrote",
  },
  forbidden: {
    what: "the socket refuses this user",
    remedy: "run the exporter as the user of the PM2 daemon, or in the group of the socket (PM2_SOCKET_GROUP)",
  },
  silent: {
    what: "the daemon does not answer in time: it hangs or is overloaded",
    remedy: "look at its CPU and at ~/.pm2/pm2.log; pm2 ping tells whether it is back; pm2 update restarts it",
  },
  hungUp: {
    what: "the daemon closed the connection without an answer",
    remedy: "look at ~/.pm2/pm2.log: it ended or was restarted meanwhile",
  },
  stranger: {
    what: "what listens on the socket does not speak PM2's protocol",
    remedy: "set PM2_DAEMON_RPC_PORT to PM2's rpc.sock, not to its pub.sock or another program's socket",
  },
  huge: {
    what: `the daemon's answer is larger than ${largestAnswer / 2 ** 20} MiB`,
    remedy: "find the app with the huge environment or monitoring data: pm2 prettylist; PM2 sends all of it each time",
  },
  refused: {
    what: "the daemon answered with an error",
    remedy: "compare its version with those that the exporter knows (PM2 5 to 7), and look at ~/.pm2/pm2.log",
  },
} as const;

/** https://man7.org/linux/man-pages/man2/connect.2.html; EAGAIN is a full backlog of a daemon that accepts nobody. */
const byCode: Readonly<Record<string, Reason>> = {
  ENOENT: "absent",
  ENOTDIR: "absent",
  ENOTSOCK: "stranger",
  ECONNREFUSED: "dead",
  EACCES: "forbidden",
  EPERM: "forbidden",
  EAGAIN: "silent",
};

export const reasonOf = (error: unknown): Reason => byCode[(error as NodeJS.ErrnoException).code ?? ""] ?? "hungUp";

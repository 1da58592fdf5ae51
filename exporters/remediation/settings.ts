import { z } from "zod";
import { listenSettings, readSettings } from "../program/settings.ts";

const file = z.string().min(1);
const address = z.url({ protocol: /^https?$/ });

/** The remediation's settings. */
export const remediationSettings = () =>
  readSettings({
    ...listenSettings(9854),
    /** What may be done: kit/write/remedies.ts. */
    "remedies-file": file,
    /** Where it remembers what it did. */
    directory: file.default("remediation"),
    /** Holds what Alertmanager must show. */
    "remediation-token-file": file,
    "prometheus-url": address,
    "alertmanager-url": address,
    /** What they ask for, where they do. */
    "prometheus-password-file": file.optional(),
    "alertmanager-password-file": file.optional(),
    /** PM2's rpc.sock; without it, no app is started anew. */
    "pm2-daemon-rpc-port": file.optional(),
    /** Where the host answers to names from its fixed list; without it, nothing is done there. */
    "host-socket": file.optional(),
    /** Where the records of anomalies are kept, and its token; without them, only the log and the metrics tell. */
    "recorder-url": address.optional(),
    "recorder-token-file": file.optional(),
  });

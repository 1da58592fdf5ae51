import type { Channel } from "../channels/channel.ts";
import type { Duration } from "./durations.ts";
import { anyLine, secret } from "./secret.ts";

/** How alerts become messages. https://prometheus.io/docs/alerting/latest/configuration/#route */
export interface Timing {
  /** Alerts that agree in these labels arrive in one message. */
  readonly groupBy: readonly string[];
  /** Waits for the causes and companions of the first alert of a group. */
  readonly groupWait: Duration;
  /** Also the wait after a refused message: a Discord 429 is tried again only then. */
  readonly groupInterval: Duration;
  readonly repeatInterval: Duration;
}

/** How the alerts of a severity reach people. */
export interface Way extends Timing {
  /** Information waits for the digest: no mail tells of it at once. */
  readonly tells: readonly Channel[];
  /** Waits for the end of the quiet hours, if config/ has any. */
  readonly quiet: boolean;
}

/**
 * What is gone, whatever it is, makes one message: 15 s for the slowest scrape, and some more, so that a cause is there
 * before its symptoms are told.
 */
export const outage: Timing = {
  groupBy: ["environment", "instance"],
  groupWait: "20s",
  groupInterval: "30s",
  repeatInterval: "1h",
};

/** Of an event that stands alone: long enough for its likes of the same moment. */
export const loneEvent: Pick<Timing, "groupWait"> = { groupWait: "5s" };

/** The sign of life goes to an outside service, which calls when it is missing: it must arrive every minute or so. */
export const heartbeat = {
  alertname: "Watchdog",
  groupBy: ["alertname"],
  groupWait: "0s",
  groupInterval: "1m",
  // Below the group interval, so that every flush is sent.
  repeatInterval: "50s",
} as const satisfies Timing & { alertname: string };

export const heartbeatUrl = secret("heartbeat-url", {
  what: "the address that the outside heartbeat service watches",
  form: "^https?://[^[:space:]]+$",
  looksLike: "https://…",
});

/** One text for everything that goes down together: whoever is woken by it reads the rest on Discord. */
export const sms: Timing = { groupBy: ["environment"], groupWait: "20s", groupInterval: "5m", repeatInterval: "4h" };

/** A mail to the person whom an alert of the anomaly recorder names, about all anomalies that nobody acts upon. */
export const escalation: Timing = {
  groupBy: ["escalation", "alertname", "environment"],
  groupWait: "5s",
  groupInterval: "1m",
  repeatInterval: "4h",
};

/** The anomaly recorder keeps one record an anomaly, and takes a repetition for the same one. */
export const recorder: Timing = {
  groupBy: ["alertname", "environment", "instance"],
  groupWait: "5s",
  groupInterval: "30s",
  repeatInterval: "1h",
};

export const recorderToken = secret("recorder-token", {
  what: "what Alertmanager shows to the anomaly recorder",
  ...anyLine,
  generated: true,
});

/**
 * The daily mail about what was not worth one of its own. An alert that ended outside its route's active hours is never
 * sent by Alertmanager: the digest is an alert over what fired in the last 24 hours.
 */
export const digest = {
  alertname: "MonitoringDailyDigest",
  over: "24h",
  groupBy: ["alertname", "environment"],
  groupWait: "30s",
  // One flush falls into the 40 minutes in which it may be sent; should it be two, the repetition is not due yet.
  groupInterval: "30m",
  minutes: 40,
  repeatInterval: "20h",
} as const satisfies Timing & { alertname: string; over: Duration; minutes: number };

/**
 * A symptom outlives its cause for as long as its signal remembers: the API is back, and the errors of the last 5
 * minutes still show. This alert goes on after each cause for that time, only to silence its symptoms; nobody gets it.
 */
export const aftermath = {
  alertname: "MonitoringAftermath",
  /** For scrapes and evaluations to notice that all is well again. */
  margin: "1m",
} as const satisfies { alertname: string; margin: Duration };

/**
 * Something is bad that may be repaired without a person: told to nobody but the remediation, before people are. Each occurrence
 * apart, so that one that waits holds no other up, and again and again, in case it was not there to hear it.
 * https://prometheus.io/docs/alerting/latest/configuration/#route ("...")
 */
export const remedyDue = {
  alertname: "MonitoringRemedyDue",
  after: "10s",
  groupBy: ["..."],
  groupWait: "0s",
  groupInterval: "10s",
  repeatInterval: "30s",
} as const satisfies Timing & { alertname: string; after: Duration };

export const remediationToken = secret("remediation-token", {
  what: "what Alertmanager shows to the remediation",
  ...anyLine,
  generated: true,
});

/** What fires without that any person is told of it as such. */
export const toldToNobody: readonly (string | undefined)[] = [
  heartbeat.alertname,
  aftermath.alertname,
  remedyDue.alertname,
];

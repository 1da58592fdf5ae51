import { sampleLine } from "../../kit/lab/recording/exposition.ts";

/** What the probe of an address came to. */
interface ProbeOutcome {
  /** 0 when nothing answered. */
  readonly status: number;
  readonly durationSeconds: number;
  readonly body: string;
}

/** The module's timeout (kit/write/blackbox.ts). */
const timeout = 4;
/** Of the way there: name, connection, TLS. */
const phases = { resolve: 0.002, connect: 0.004, tls: 0.012 };
const wayThere = phases.resolve + phases.connect + phases.tls;

/**
 * What blackbox-exporter says of one https address. A test holds its names, labels and verdicts against the real one.
 * @param contains the text that the page must contain, if any
 * @param certificateExpires seconds since the epoch
 */
export function probeMetrics(
  outcome: ProbeOutcome | undefined,
  { contains, certificateExpires }: { contains?: string | undefined; certificateExpires: number },
): string {
  const total = (outcome?.durationSeconds ?? 0) + wayThere;
  const answered = outcome !== undefined && total < timeout;
  const wrongContent = answered && contains !== undefined && !outcome.body.includes(contains);
  const success = answered && outcome.status >= 200 && outcome.status < 300 && !wrongContent;
  const length = answered ? Buffer.byteLength(outcome.body) : 0;
  const duration = outcome === undefined ? 0.0006 : Math.min(total, timeout);
  const processing = answered ? outcome.durationSeconds : 0;
  const plain = {
    probe_success: Number(success),
    probe_duration_seconds: duration,
    probe_dns_lookup_time_seconds: phases.resolve,
    probe_failed_due_to_regex: Number(wrongContent),
    // The platform's programs send their bodies in chunks, without saying how long they are.
    probe_http_content_length: answered ? -1 : 0,
    probe_http_redirects: 0,
    probe_http_ssl: Number(answered),
    probe_http_status_code: answered ? outcome.status : 0,
    probe_http_uncompressed_body_length: length,
    probe_http_version: answered ? 1.1 : 0,
    probe_ip_addr_hash: 3668918509,
    probe_ip_protocol: 4,
    ...(answered && {
      probe_ssl_earliest_cert_expiry: certificateExpires,
      probe_ssl_last_chain_expiry_timestamp_seconds: certificateExpires,
    }),
  };
  const spent = answered
    ? { ...phases, processing, transfer: 0.0003 }
    : { ...phases, connect: 0, tls: 0, processing, transfer: 0 };
  return [
    ...Object.entries(plain).map(([name, value]) => sampleLine(name, {}, value)),
    ...Object.entries(spent).map(([phase, seconds]) => sampleLine("probe_http_duration_seconds", { phase }, seconds)),
    ...(answered ? [sampleLine("probe_tls_version_info", { version: "TLS 1.3" }, 1)] : []),
  ].join("\n");
}

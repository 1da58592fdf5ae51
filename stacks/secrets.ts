import { type Guarded, loginName, passwordFileOf } from "../kit/model/login.ts";
import { webConfigFile } from "../kit/write/web-config.ts";

/** The secret files that services read. Their names are shared (design: deployment); their values are nobody's but the host's. */
interface Secret {
  /** For people: what it is and where to get it. */
  readonly what: string;
  /** What a value looks like: an extended regular expression of grep for each of its lines. Tested on the host, never printed. */
  readonly form: string;
  readonly looksLike: string;
  /** A value of one's own choosing: `--init` makes one of random letters and digits. */
  readonly generated?: true;
  /** It is another one in another form: `--init` makes it of that one. */
  readonly made?: { readonly of: ReturnType<typeof passwordFileOf>; readonly by: (value: string) => string };
}

const discordChannel = (channel: string): Secret => ({
  what: `Discord's webhook address of the channel for ${channel} alerts (channel settings, Integrations)`,
  // https://discord.com/developers/docs/resources/webhook#execute-webhook
  form: "^https://(ptb\\.|canary\\.)?discord(app)?\\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]+$",
  looksLike: "https://discord.com/api/webhooks/<number>/<token>",
});
const anyLine = { form: "^[^[:space:]].{7,}$", looksLike: "one line of at least 8 characters" };

const password = (title: string): Secret => ({
  what: `what opens ${title} for the monitoring's own programs and its operators (user ${loginName})`,
  ...anyLine,
  generated: true,
});
const hashed = (part: Guarded): Secret => ({
  what: `the hash of ${passwordFileOf(part)}`,
  form: `^basic_auth_users:$\n^  ${loginName}: \\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}$`,
  looksLike: `basic_auth_users: and ${loginName}: <bcrypt>, a line each`,
  made: { of: passwordFileOf(part), by: webConfigFile },
});
/** nginx shows it for people who have logged in there. */
const shown = (part: Guarded): Secret => ({
  what: `${passwordFileOf(part)} as nginx shows it`,
  form: '^proxy_set_header Authorization "Basic [A-Za-z0-9+/=]+";$',
  looksLike: 'proxy_set_header Authorization "Basic …";',
  made: {
    of: passwordFileOf(part),
    by: (value) =>
      `proxy_set_header Authorization "Basic ${Buffer.from(`${loginName}:${value}`).toString("base64")}";\n`,
  },
});

export const secrets = {
  "discord-critical": discordChannel("critical"),
  "discord-warning": discordChannel("warning"),
  "discord-info": discordChannel("info"),
  "smtp-password": { what: "the password of the mail account that sends alerts", ...anyLine },
  "aws-credentials": {
    what: "Amazon's credentials of a user who may only publish to the topic of notifications.sms (sns:Publish)",
    // https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
    form: "^\\[default\\]$\n^aws_access_key_id *= *[A-Z0-9]{16,128}$\n^aws_secret_access_key *= *[A-Za-z0-9/+]{40}$",
    looksLike: "[default], aws_access_key_id=… and aws_secret_access_key=…, a line each",
  },
  "heartbeat-url": {
    what: "the address that the outside heartbeat service watches",
    form: "^https?://[^[:space:]]+$",
    looksLike: "https://…",
  },
  "prometheus-password": password("Prometheus"),
  "prometheus-web": hashed("prometheus"),
  "prometheus-login": shown("prometheus"),
  "alertmanager-password": password("Alertmanager"),
  "alertmanager-web": hashed("alertmanager"),
  "alertmanager-login": shown("alertmanager"),
  "grafana-admin": { what: "the password of Grafana's user admin", ...anyLine, generated: true },
  "recorder-token": { what: "what Alertmanager shows to the anomaly recorder", ...anyLine, generated: true },
  "github-webhook": { what: "the secret of GitHub's webhook to the anomaly recorder", ...anyLine, generated: true },
  "github-token": {
    what: "GitHub's fine-grained token that may write issues of the anomaly repository",
    // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    form: "^(github_pat_|gh[a-z]_)[A-Za-z0-9_]+$",
    looksLike: "github_pat_…",
  },
  "mongodb-uri": {
    what: "MongoDB's connection string of a user who may only read the database benevoclic",
    form: "^mongodb(\\+srv)?://[^[:space:]]+$",
    looksLike: "mongodb+srv://…",
  },
} as const satisfies Readonly<Record<string, Secret>>;

/** What nginx includes for one of them. */
export const loginFileOf = (part: Guarded): `${Guarded}-login` => `${part}-login`;

export type SecretName = keyof typeof secrets;

/** The declaration with its optional keys. */
export function secretOf(name: SecretName): Secret {
  return secrets[name];
}

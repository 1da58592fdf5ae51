/** A small environment as it is generated: two alerts, one of them with two levels, and who is told of them. */
export const smallTree: ReadonlyMap<string, string> = new Map([
  [
    "prometheus/rules/host.yml",
    `groups:
  - name: host
    interval: 15s
    rules:
      - record: instance:disk_use:ratio
        expr: 1 - node_filesystem_avail_bytes / node_filesystem_size_bytes
      - alert: HostDiskFilling
        expr: instance:disk_use:ratio > 0.95
        for: 1m
        labels: {severity: critical, component: host, category: system}
        annotations: {summary: Disk is full, limit: over 95 %}
      - alert: HostDiskFilling
        expr: instance:disk_use:ratio > 0.9
        for: 10m
        labels: {severity: warning, component: host, category: system}
        annotations: {summary: Disk is filling, limit: over 90 %}
      - alert: HostDiskFullSoon
        expr: |-
          instance:disk_time_left:seconds < 14400
          and on (instance) (instance:disk_use:ratio > 0.5)
        for: 15m
        labels: {severity: critical, component: host, category: system}
        annotations: {summary: Disk will be full}
      - alert: HostDown
        expr: up == 0
        labels: {severity: critical, component: host, category: system}
        annotations: {summary: Host is down}
`,
  ],
  [
    "prometheus/tests/host.yml",
    `tests:
  - {name: "HostDiskFilling critical fires: steady", input_series: [{series: a, values: 0.96x9}]}
  - {name: "HostDiskFilling critical silent: steady", input_series: [{series: a, values: 0.94x9}]}
  - {name: "HostDown critical fires: steady", input_series: [{series: up, values: 0x9}]}
`,
  ],
  [
    "prometheus/prometheus.yml",
    `global: {scrape_interval: 15s}
scrape_configs:
  - {job_name: node, static_configs: [{targets: [a]}]}
  - {job_name: pm2, scrape_interval: 15s}
`,
  ],
  [
    "alertmanager/alertmanager.yml",
    `time_intervals:
  - {name: quiet, time_intervals: [{times: [{start_time: "22:00", end_time: "24:00"}], location: Europe/Paris}, {times: [{start_time: "00:00", end_time: "07:00"}], location: Europe/Paris}]}
route:
  receiver: critical
  group_by: [alertname]
  group_wait: 5s
  routes:
    - {receiver: lead, matchers: ['severity=~"critical|emergency"'], continue: true}
    - {receiver: critical, matchers: ['severity="critical"']}
    - {receiver: warning, matchers: ['severity="warning"'], repeat_interval: 12h}
inhibit_rules:
  - source_matchers: ['alertname="HostDown"']
    target_matchers: ['alertname=~"HostDiskFilling|HostDiskFullSoon"']
    equal: [instance]
receivers:
  - name: critical
    discord_configs: [{webhook_url_file: /run/secrets/discord-critical}]
  - name: lead
    email_configs: [{to: "lead@benevoclic.fr, devops@benevoclic.fr"}]
  - name: warning
    discord_configs: [{webhook_url_file: /run/secrets/discord-warning}]
`,
  ],
  [
    "grafana/dashboards/host.json",
    JSON.stringify({
      title: "Host",
      panels: [
        { id: 1, type: "row", title: "Disks" },
        {
          id: 2,
          type: "timeseries",
          title: "Disk use",
          gridPos: { x: 0 },
          targets: [{ expr: "instance:disk_use:ratio" }],
        },
      ],
    }),
  ],
  ["blackbox/blackbox.yml", "modules: {web-home: {prober: http}}\n"],
  ["runbooks/HostDown.md", "# HostDown\n"],
  ["routes.md", "| alert | who |\n"],
]);

/** The same with one file's text changed; throws when nothing changes. */
export function changed(file: string, from: string, to: string, tree = smallTree): Map<string, string> {
  const text = tree.get(file) ?? "";
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return new Map(tree).set(file, text.replaceAll(from, to));
}

/** With what amtool asks Alertmanager in its container: the file is among what is generated for it. */
export const asOperator: readonly string[] = [
  "--alertmanager.url=http://127.0.0.1:9093",
  "--http.config.file=/etc/alertmanager/current/amtool.yml",
];

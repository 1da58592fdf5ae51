const width = 30;

/** One line on standard error that grows: redrawn on a terminal, elsewhere written at each tenth. */
export function progressBar(): (done: number, detail: string) => void {
  let told = -1;
  return (done, detail) => {
    const percent = Math.floor(100 * done);
    const filled = Math.round(width * Math.min(1, done));
    const bar = `[${"#".repeat(filled)}${".".repeat(width - filled)}] ${percent} %  ${detail.slice(0, 40)}`;
    // A longer line than the terminal's would be broken, and its beginning never be redrawn.
    const line = process.stderr.isTTY ? bar.slice(0, process.stderr.columns - 1) : bar;
    if (process.stderr.isTTY && process.env.TERM !== "dumb")
      process.stderr.write(`\r\u001b[K${line}${done >= 1 ? "\n" : ""}`);
    else if (Math.floor(percent / 10) > told) console.error(line);
    told = Math.max(told, Math.floor(percent / 10));
  };
}

/** Words of the shell itself, after which a program may follow. */
const keywords = new Set(["do", "then", "else", "if", "while", "until", "!", "{"]);
const builtins = new Set(["cd", "for", "done", "fi", "echo", "export", "}"]);
/** Programs that run the one that follows their options. */
const runners = new Set(["sudo", "timeout"]);

/** The programs that a command line calls, in their order: not a parser of shells, but enough for lines that people type. */
export function programsIn(line: string): string[] {
  // Text between quotes is no program, unless it is a substitution.
  const bare = line
    .replace(/'[^']*'/g, (text) =>
      /^'#\d+'$/.test(text) ? "user" : text.replace(/[^\w ]/g, "").split(" ")[0] || "text",
    )
    .replace(/"(?:[^"$\\]|\\.|\$(?!\())*"/g, "text");
  return bare.split(/\|\||&&|[|;]|\$\(|\n/).flatMap((part) => {
    const words = part.trim().replace(/^"+/, "").split(/\s+/);
    const found: string[] = [];
    for (let word = words.shift(); word !== undefined && word !== ""; word = words.shift()) {
      if (keywords.has(word) || /^\w+=/.test(word)) continue;
      if (builtins.has(word)) break;
      found.push(word.replace(/["')]+$/, ""));
      if (!runners.has(word)) break;
      while (/^(-|\d)/.test(words[0] ?? "")) if (/^-\w*u$/.test(words.shift() ?? "")) words.shift();
    }
    return found;
  });
}

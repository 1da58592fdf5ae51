/** No colour carries a meaning alone: the bars differ in height as well, and every state is a word. */
export const style = `
:root { color-scheme: light dark; --paper: #fff; --ground: #f4f4f5; --ink: #18181b; --quiet: #52525b; --line: #d4d4d8;
  --ok: #15803d; --degraded: #b45309; --outage: #b91c1c; --unknown: #71717a; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1f1f23; --ground: #131316; --ink: #f4f4f5; --quiet: #b4b4bd; --line: #3f3f46;
    --ok: #4ade80; --degraded: #fbbf24; --outage: #f87171; --unknown: #a1a1aa; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 17px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 720px; margin: 0 auto; padding: 12px 16px; }
header, footer { display: flex; flex-wrap: wrap; gap: 4px 20px; justify-content: space-between; }
header a, footer a { padding: 10px 0; }
header strong { padding: 10px 0; }
a { color: inherit; text-underline-offset: 3px; }
.skip { position: absolute; left: -9999px; } .skip:focus { position: static; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; } h2 { font-size: 19px; margin: 26px 0 8px; } h3 { font-size: 17px; margin: 0; }
p { margin: 6px 0; }
.quiet { color: var(--quiet); font-size: 15px; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 0 0 12px; }
.first { display: flex; flex-wrap: wrap; gap: 0 12px; justify-content: space-between; }
.level { font-weight: 700; }
.ok .level { color: var(--ok); } .degraded .level { color: var(--degraded); } .outage .level { color: var(--outage); } .unknown .level { color: var(--unknown); }
.all { border-left: 8px solid var(--unknown); } .all.ok { border-color: var(--ok); } .all.degraded { border-color: var(--degraded); } .all.outage { border-color: var(--outage); }
svg { display: block; width: 100%; height: 36px; margin: 8px 0 2px; }
svg .ok { fill: var(--ok); } svg .degraded { fill: var(--degraded); } svg .outage { fill: var(--outage); } svg .unknown { fill: var(--line); }
.ends { display: flex; justify-content: space-between; }
summary { cursor: pointer; padding: 8px 0; } ul { margin: 4px 0; padding-left: 20px; } ol { list-style: none; margin: 8px 0 0; padding: 0; } ol > li { margin: 8px 0; }
:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.stale { display: none; } .is-stale .stale { display: block; } .is-stale .present { display: none; }
`;

/** Says that the page is no longer written, once it is older than half an hour: nothing else runs here. */
export const script = `
const made = Date.parse(document.querySelector("#made").dateTime);
const look = () => document.documentElement.classList.toggle("is-stale", Date.now() - made > 30 * 60000);
look(); setInterval(look, 60000);
`;

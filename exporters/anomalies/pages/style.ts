/** The look of all pages: made for a telephone, where everything stands below one another; no colour carries a meaning alone. */
export const style = `
:root { color-scheme: light dark; --paper: #fff; --ground: #f4f4f5; --ink: #18181b; --quiet: #52525b; --line: #d4d4d8;
  --critical: #b91c1c; --warning: #9a3412; --info: #1d4ed8; --good: #15803d; --button: #18181b; --on-button: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1f1f23; --ground: #131316; --ink: #f4f4f5; --quiet: #b4b4bd; --line: #3f3f46;
    --critical: #fca5a5; --warning: #fdba74; --info: #93c5fd; --good: #86efac; --button: #f4f4f5; --on-button: #18181b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: center; padding: 6px 16px; background: var(--paper); border-bottom: 1px solid var(--line); }
header a, header span { display: inline-block; padding: 5px 0; }
.home { font-weight: 600; }
.who { margin-left: auto; color: var(--quiet); }
main { max-width: 860px; margin: 0 auto; padding: 16px; }
a { color: inherit; text-underline-offset: 3px; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 4px 0 8px; }
h2 { font-size: 1.125rem; margin: 0 0 8px; }
h3 { font-size: 1rem; margin: 12px 0 4px; }
p { margin: 6px 0; }
.quiet { color: var(--quiet); }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 0 0 14px; }
.critical { border-left: 6px solid var(--critical); } .warning { border-left: 6px solid var(--warning); } .info { border-left: 6px solid var(--info); }
.severity { font-weight: 700; } .critical > .first .severity { color: var(--critical); }
.warning > .first .severity { color: var(--warning); } .info > .first .severity { color: var(--info); }
.first { display: flex; flex-wrap: wrap; gap: 0 12px; margin: 0; font-size: .9375rem; }
.card > .name { font-size: 1.125rem; font-weight: 600; margin: 2px 0; display: block; }
.nobody { font-weight: 700; }
.all-well { color: var(--good); font-weight: 600; }
ul.plain, ol.plain { list-style: none; margin: 0; padding: 0; }
ul.plain > li { padding: 7px 0; border-top: 1px solid var(--line); } ul.plain > li:first-child { border-top: 0; }
ol.steps { margin: 0; padding-left: 24px; } ol.steps > li { margin: 8px 0; }
code { display: block; background: var(--ground); border: 1px solid var(--line); border-radius: 4px; padding: 8px 10px; margin: 4px 0;
  font: .875rem/1.45 ui-monospace, monospace; white-space: pre-wrap; user-select: all; }
pre { white-space: pre-wrap; font: .875rem/1.45 ui-monospace, monospace; margin: 8px 0; }
dl { margin: 8px 0; display: grid; grid-template-columns: fit-content(45%) 1fr; gap: 4px 14px; } dt { color: var(--quiet); } dd { margin: 0; }
.links { display: flex; flex-wrap: wrap; gap: 4px 18px; } .links a, .links strong { padding: 8px 0; }
form { margin: 0; } form + form { margin-top: 18px; padding-top: 16px; border-top: 1px solid var(--line); }
label { display: block; font-weight: 600; margin: 10px 0 4px; } .hint { font-weight: 400; color: var(--quiet); }
input, select, textarea { width: 100%; padding: 10px; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: 6px; }
textarea { min-height: 84px; }
fieldset { border: 0; margin: 10px 0 0; padding: 0; } legend { font-weight: 600; padding: 0; } .choice { font-weight: 400; display: flex; gap: 10px; align-items: center; min-height: 40px; margin: 0; } .choice input { width: 22px; height: 22px; }
button { font: inherit; font-weight: 600; min-height: 44px; padding: 8px 18px; margin: 10px 8px 0 0; border: 1px solid var(--button); border-radius: 6px;
  background: var(--paper); color: var(--ink); cursor: pointer; }
button.main { background: var(--button); color: var(--on-button); }
.search { display: grid; grid-template-columns: 1fr max-content; gap: 0 8px; align-items: end; } .search label { grid-column: 1 / -1; } .search button { margin: 0; } .search + * { margin-top: 12px; }
:focus-visible { outline: 3px solid var(--info); outline-offset: 2px; }
.said { border-left: 6px solid var(--good); } .wrong { border-left: 6px solid var(--critical); }
summary { cursor: pointer; font-weight: 600; padding: 10px 0; } details { border-top: 1px solid var(--line); } details:first-of-type { border-top: 0; }
time { white-space: nowrap; }
.when { display: flex; flex-wrap: wrap; gap: 0 10px; } .when time { flex: 0 0 7.4rem; color: var(--quiet); } .when span { flex: 1 1 9rem; }
svg { display: block; width: 100%; max-width: 600px; height: auto; } svg text { font: 13px system-ui, sans-serif; fill: var(--quiet); }
svg .axis { stroke: var(--line); } svg .begin { stroke: var(--critical); stroke-dasharray: 5 4; } svg polyline { fill: none; stroke: var(--info); stroke-width: 2; }
svg polyline.b { stroke: var(--warning); } svg polyline.c { stroke: var(--good); } svg polyline.d { stroke: var(--quiet); }
.step { display: flex; justify-content: space-between; gap: 12px; margin: 6px 0 2px; font-size: .9375rem; } .step > :last-child { white-space: nowrap; }
svg.bar { height: 10px; max-width: none; } .bar .whole { fill: var(--ground); } .bar .shown { fill: var(--info); } .bar .asked { fill: var(--good); } .bar .stored { fill: var(--warning); }
@media print { header, form, .act { display: none; } }
`;

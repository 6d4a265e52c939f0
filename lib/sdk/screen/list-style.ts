/**
 * The look of the list and of a record's sheet, shared by the screen on the device and by the page on the LAN. It needs the custom
 * properties of LIGHT or DARK around it. Colors of both themes keep a contrast of 4.5 or more (WCAG AA).
 */

/** Declarations of the light theme's colors. A host page overrides some by --al-… properties. */
export const LIGHT = `
  --surface: var(--al-surface, #ffffff); --raised: #f3f5f7; --ink: var(--al-ink, #14181d); --muted: var(--al-muted, #566069);
  --line: var(--al-line, #d8dde2); --accent: var(--al-accent, #00677a); --accent-ink: #ffffff; --relay: #1565c0; --direct: #1b7a3d;
  --badge: #b3261e; --debug: #5b4b9a; --info: #1565c0; --warn: #8a5a00; --error: #b3261e; --fatal: #8c1d5b; --trace: #566069; --unknown: #566069;
`
export const DARK = `
  --surface: var(--al-surface, #0f1317); --raised: #1b2127; --ink: var(--al-ink, #e8ecef); --muted: var(--al-muted, #9aa6b0);
  --line: var(--al-line, #2e363e); --accent: var(--al-accent, #5cc3d6); --accent-ink: #06272d; --relay: #7db8ff; --direct: #6fd08c;
  --badge: #f2766b; --debug: #b9a8ff; --info: #7db8ff; --warn: #e8b04b; --error: #ff8a80; --fatal: #ff8ac4; --trace: #9aa6b0; --unknown: #9aa6b0;
`
export const LIST_STYLE = `
header, .tools, .acts { display: flex; align-items: center; gap: 4px; padding: 6px 8px; border-bottom: 1px solid var(--line); flex: none; }
header { padding-top: max(6px, env(safe-area-inset-top)); }
.acts { border: 0; border-top: 1px solid var(--line); flex-wrap: wrap; padding-bottom: max(6px, env(safe-area-inset-bottom)); }
h2 { font-size: 17px; font-weight: 600; margin: 0 auto 0 8px; }
button { font: inherit; color: inherit; background: none; border: 0; border-radius: 8px; min-width: 44px; min-height: 44px; padding: 0 12px; cursor: pointer;
  display: inline-flex; align-items: center; justify-content: center; gap: 8px; position: relative; }
button:hover { background: var(--raised); }
button.main { background: var(--accent); color: var(--accent-ink); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.icon { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.list { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; position: relative; }
.space { position: relative; }
.row { position: absolute; left: 0; right: 0; height: 48px; padding: 5px 10px; display: flex; flex-direction: column; justify-content: center; cursor: pointer;
  border-bottom: 1px solid var(--line); border-left: 3px solid currentColor; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none; }
.row[aria-selected=true] { background: color-mix(in srgb, var(--accent) 18%, transparent); }
.row.active { outline: 2px solid var(--accent); outline-offset: -2px; }
.row span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row .text { color: var(--ink); font: 13px/1.35 var(--al-mono, ui-monospace, monospace); }
.row .meta { font-size: 11px; }
.row time { color: var(--muted); }
.trace { color: var(--trace); } .debug { color: var(--debug); } .info { color: var(--info); } .warn { color: var(--warn); }
.error { color: var(--error); } .fatal { color: var(--fatal); } .unknown { color: var(--unknown); }
.note { margin: auto; padding: 24px; color: var(--muted); text-align: center; }
.follow { position: absolute; bottom: 12px; left: 50%; transform: translateX(-50%); background: var(--accent); color: var(--accent-ink); border-radius: 22px; }
.follow:hover { background: var(--accent); }
.body { flex: 1; min-height: 0; position: relative; display: flex; flex-direction: column; }
.panel { position: absolute; top: 0; right: 0; bottom: 0; left: 0; background: var(--surface); display: flex; flex-direction: column; z-index: 1; }
.panel .scroll { flex: 1; min-height: 0; overflow: auto; padding: 12px 14px; }
pre { margin: 4px 0 14px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 var(--al-mono, ui-monospace, monospace); user-select: text; -webkit-user-select: text; }
h3 { margin: 0; font-size: 13px; font-weight: 600; color: var(--muted); }
`

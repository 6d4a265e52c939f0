/**
 * The look of the screen. A host page changes it by custom properties on the element: --al-accent, --al-surface, --al-ink,
 * --al-muted, --al-line, --al-font, --al-mono. Colours of both themes keep a contrast of 4.5 or more (WCAG AA).
 */
export const STYLE = `
:host { all: initial; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
dialog {
  --surface: var(--al-surface, #ffffff); --raised: #f3f5f7; --ink: var(--al-ink, #14181d); --muted: var(--al-muted, #566069);
  --line: var(--al-line, #d8dde2); --accent: var(--al-accent, #00677a); --accent-ink: #ffffff; --relay: #1565c0; --direct: #1b7a3d;
  --badge: #b3261e; --debug: #5b4b9a; --info: #1565c0; --warn: #8a5a00; --error: #b3261e; --fatal: #8c1d5b; --trace: #566069; --unknown: #566069;
  position: fixed; inset: 0; width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: 0; border: 0;
  background: var(--surface); color: var(--ink); font: 15px/1.4 var(--al-font, system-ui, sans-serif); color-scheme: light;
  flex-direction: column; overflow: hidden;
}
dialog[open] { display: flex; }
dialog.dark {
  --surface: var(--al-surface, #0f1317); --raised: #1b2127; --ink: var(--al-ink, #e8ecef); --muted: var(--al-muted, #9aa6b0);
  --line: var(--al-line, #2e363e); --accent: var(--al-accent, #5cc3d6); --accent-ink: #06272d; --relay: #7db8ff; --direct: #6fd08c;
  --badge: #f2766b; --debug: #b9a8ff; --info: #7db8ff; --warn: #e8b04b; --error: #ff8a80; --fatal: #ff8ac4; --trace: #9aa6b0; --unknown: #9aa6b0;
  color-scheme: dark;
}
@media (min-width: 720px) {
  dialog { inset: 24px 24px 24px auto; width: 560px; height: auto; border: 1px solid var(--line); border-radius: 10px; box-shadow: 0 12px 40px rgba(0,0,0,.3); }
}
dialog::backdrop { background: rgba(0,0,0,.4); }
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
.relay { color: var(--relay); } .direct { color: var(--direct); } .offline { color: var(--muted); }
.badge { position: absolute; top: 3px; right: 2px; min-width: 18px; height: 18px; border-radius: 9px; padding: 0 5px; background: var(--badge); color: var(--surface);
  font-size: 11px; line-height: 18px; font-weight: 700; }
.tools { flex-wrap: wrap; }
input[type=search] { flex: 1 1 100%; min-width: 0; min-height: 44px; border: 1px solid var(--line); border-radius: 8px; padding: 0 12px; font: inherit; background: var(--surface); color: var(--ink); }
.tools ::placeholder { color: var(--muted); opacity: 1; }
.chips { display: flex; gap: 4px; overflow-x: auto; scrollbar-width: none; }
.chip { border: 1px solid var(--line); padding: 0 10px; font-size: 13px; white-space: nowrap; }
.chip[aria-pressed=true] { background: var(--ink); color: var(--surface); border-color: var(--ink); }
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
.panel { position: absolute; inset: 0; background: var(--surface); display: flex; flex-direction: column; z-index: 1; }
.panel .scroll { flex: 1; min-height: 0; overflow: auto; padding: 12px 14px; }
pre { margin: 4px 0 14px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 var(--al-mono, ui-monospace, monospace); user-select: text; -webkit-user-select: text; }
h3 { margin: 0; font-size: 13px; font-weight: 600; color: var(--muted); }
dl { margin: 0 0 14px; display: grid; grid-template-columns: auto 1fr; gap: 6px 14px; } dt { color: var(--muted); } dt::first-letter { text-transform: uppercase; } dd { margin: 0; overflow-wrap: anywhere; user-select: text; -webkit-user-select: text; }
.qr { width: 220px; max-width: 70%; background: #fff; padding: 20px; border-radius: 8px; margin: 0 auto 14px; display: block; } .qr path { fill: #000; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) { dialog[open] { animation: rise .16s ease-out; } @keyframes rise { from { transform: translateY(12px); opacity: 0; } } }
`

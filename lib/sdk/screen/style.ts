/**
 * The look of the screen. A host page changes it by custom properties on the element: --al-accent, --al-surface, --al-ink,
 * --al-muted, --al-line, --al-font, --al-mono. Colors of both themes keep a contrast of 4.5 or more (WCAG AA).
 */
import { DARK, LIGHT, LIST_STYLE } from './list-style.ts'

export const STYLE = `
:host { all: initial; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
dialog {
  ${LIGHT}  position: fixed; inset: 0; width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: 0; border: 0;
  background: var(--surface); color: var(--ink); font: 15px/1.4 var(--al-font, system-ui, sans-serif); color-scheme: light;
  flex-direction: column; overflow: hidden;
}
dialog[open] { display: flex; }
dialog.dark {
  ${DARK}  color-scheme: dark;
}
@media (min-width: 720px) {
  dialog { inset: 24px 24px 24px auto; width: 560px; height: auto; border: 1px solid var(--line); border-radius: 10px; box-shadow: 0 12px 40px rgba(0,0,0,.3); }
}
dialog::backdrop { background: rgba(0,0,0,.4); }
${LIST_STYLE}
.relay { color: var(--relay); } .direct { color: var(--direct); } .offline { color: var(--muted); }
.badge { position: absolute; top: 3px; right: 2px; min-width: 18px; height: 18px; border-radius: 9px; padding: 0 5px; background: var(--badge); color: var(--surface);
  font-size: 11px; line-height: 18px; font-weight: 700; }
.tools { flex-wrap: wrap; }
input[type=search] { flex: 1 1 100%; min-width: 0; min-height: 44px; border: 1px solid var(--line); border-radius: 8px; padding: 0 12px; font: inherit; background: var(--surface); color: var(--ink); }
.tools ::placeholder { color: var(--muted); opacity: 1; }
.chips { display: flex; gap: 4px; overflow-x: auto; scrollbar-width: none; }
.chip { border: 1px solid var(--line); padding: 0 10px; font-size: 13px; white-space: nowrap; }
.chip[aria-pressed=true] { background: var(--ink); color: var(--surface); border-color: var(--ink); }
dl { margin: 0 0 14px; display: grid; grid-template-columns: auto 1fr; gap: 6px 14px; } dt { color: var(--muted); } dt::first-letter { text-transform: uppercase; } dd { margin: 0; overflow-wrap: anywhere; user-select: text; -webkit-user-select: text; }
.qr { width: 220px; max-width: 70%; background: #fff; padding: 20px; border-radius: 8px; margin: 0 auto 14px; display: block; } .qr path { fill: #000; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) { dialog[open] { animation: rise .16s ease-out; } @keyframes rise { from { transform: translateY(12px); opacity: 0; } } }
`

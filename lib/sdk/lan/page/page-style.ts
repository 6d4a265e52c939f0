/** The style of the direct page around its list, in both themes. */
import { DARK, LIGHT, LIST_STYLE } from '#lib/sdk/screen/list-style.ts'

export const STYLE = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; }
body { ${LIGHT} color-scheme: light; }
@media (prefers-color-scheme: dark) { body { ${DARK} color-scheme: dark; } }
body { display: flex; flex-direction: column; background: var(--surface); color: var(--ink); font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
${LIST_STYLE}
h1 { flex: 1; min-width: 0; margin: 0 12px 0 4px; overflow: hidden; font-size: 16px; text-overflow: ellipsis; white-space: nowrap; }
#state { margin: 0; color: var(--muted); font-size: 13px; }
.script-note, form { width: 100%; max-width: 360px; margin: 48px auto; padding: 0 16px; }
form label { display: block; margin-bottom: 6px; }
input, select { height: 44px; padding: 0 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: inherit; font: inherit; }
input:focus, select:focus, .list:focus { outline: 2px solid var(--accent); outline-offset: -2px; }
form input { width: 100%; font: 20px/1 ui-monospace, Menlo, Consolas, monospace; letter-spacing: 2px; text-transform: uppercase; }
form button, form button:hover { width: 100%; margin-top: 12px; background: var(--accent); color: var(--accent-ink); }
#wrong { min-height: 22px; color: var(--error); }
#viewer { position: relative; display: flex; flex: 1; flex-direction: column; min-height: 0; }
#filter { flex: 1; min-width: 0; max-width: 420px; }
#count { margin: 0 4px; color: var(--muted); font-size: 13px; white-space: nowrap; }
.off { position: absolute; width: 1px; height: 1px; overflow: hidden; clip: rect(0 0 0 0); }
@media (max-width: 480px) {
.tools { flex-wrap: wrap; }
#filter { flex: 1 0 100%; max-width: none; }
#level { flex: 1; min-width: 0; }
}
`

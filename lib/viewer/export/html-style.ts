/** The style of an exported page: the colors of the viewer, in light and dark. It holds no `<`. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1d2226; --muted: #5b6469; --line: #dfe3e5; --back: #fbfcfc; --soft: #f0f3f4;
  --debug: #6d55a0; --info: #1f5fbf; --warn: #8a5a00; --error: #c02626; --fatal: #b3005c; --red: #fdf0ef; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaec; --muted: #a3adb2; --line: #2e3438; --back: #14181a; --soft: #1c2225;
  --debug: #b7a2e3; --info: #82b1ff; --warn: #f0b94a; --error: #ff8078; --fatal: #ff7ab8; --red: #2c1a1a; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--back); font: 15px/1.5 ui-sans-serif, system-ui, sans-serif; }
header { padding: 16px 20px; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 20px; overflow-wrap: anywhere; }
header ul, header p { margin: 4px 0 0; padding: 0; list-style: none; color: var(--muted); font-size: 14px; overflow-wrap: anywhere; }
ol { margin: 0; padding: 0; list-style: none; font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  content-visibility: auto; contain-intrinsic-size: auto 12000px; }
li { overflow-wrap: anywhere; }
ol li { display: grid; grid-template-columns: auto 3.4em 1fr; gap: 0 12px; padding: 1px 20px; border-bottom: 1px solid var(--line); }
ol li:target { background: var(--soft); outline: 2px solid var(--info); outline-offset: -2px; }
a { color: var(--muted); text-decoration: none; }
a:hover { text-decoration: underline; }
b { font-weight: 600; color: var(--muted); }
i { color: var(--muted); font-style: normal; }
header code { display: inline; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
span, pre { white-space: pre-wrap; }
ol code, pre { display: block; margin: 0; color: var(--muted); font: inherit; }
.debug b { color: var(--debug); } .info b { color: var(--info); } .warn b { color: var(--warn); }
.error b, .error span { color: var(--error); } .fatal b, .fatal span { color: var(--fatal); }
.error, .fatal { background: var(--red); }
@media (max-width: 640px) { ol li { grid-template-columns: auto 1fr; padding: 4px 12px; } ol li div { grid-column: 1 / -1; } }
@media print { ol { content-visibility: visible; } }
`

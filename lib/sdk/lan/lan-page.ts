/**
 * The one page of a direct server: its own markup, style and script in one document that may load nothing else. The policy
 * names style and script by their hashes, so that nothing a record says can ever run.
 */
import { createHash } from 'node:crypto'
import { SCRIPT } from './generated/page-script.ts'
import { MARKUP } from './page/page-markup.ts'
import { STYLE } from './page/page-style.ts'

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Agent Logger direct</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
${MARKUP}
<script>${SCRIPT}</script>
</body>
</html>
`
const POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
]
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}

/** `host` has passed the check of the Host header. Older Safaris do not accept 'self' for WebSockets. */
export function lanPage(host: string): { html: string; headers: Record<string, string> } {
  const policy = [...POLICY, `connect-src 'self' ws://${host}`].join('; ')
  return { html: HTML, headers: { ...HEADERS, 'Content-Security-Policy': policy } }
}

/** Browser, operating system and a name for both, from the user agent alone. */
import { readMember } from '#lib/sdk/record/read-member.ts'
import type { Runtime } from './runtime.ts'

/** In the order in which to try them: most browsers also claim to be another. */
const BROWSERS: [name: string, version: RegExp][] = [
  ['Edge', /\bEdg(?:A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+(?:\.\d+)?).*Safari\//],
]
const SYSTEMS: [name: string, version: RegExp][] = [
  ['Android', /\bAndroid (\d+(?:\.\d+)?)/],
  ['iOS', /\b(?:iPhone|iPad|iPod).*? OS (\d+(?:_\d+)?)/],
  ['ChromeOS', /\bCrOS\b()/],
  ['Windows', /\bWindows NT\b()/],
  ['macOS', /\bMac OS X\b()/],
  ['Linux', /\bLinux\b()/],
]

export function describeBrowser(navigator: unknown): Runtime {
  const userAgent = String(readMember(navigator, 'userAgent')).slice(0, 1_000)
  const model = find(BROWSERS, userAgent)
  const os = find(SYSTEMS, userAgent)
  return { platform: 'web', os, model, name: [model, os].filter(Boolean).join(' on '), fingerprint: '' }
}

function find(table: typeof BROWSERS, userAgent: string): string {
  for (const [name, pattern] of table) {
    const match = pattern.exec(userAgent)
    if (match) return `${name} ${(match[1] ?? '').replace('_', '.')}`.trim()
  }
  return ''
}

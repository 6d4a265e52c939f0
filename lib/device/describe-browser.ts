/** Browser, operating system and a name for both, from client hints where they exist, else from the user agent. */
import type { Runtime } from './describe-device.ts'
import { readMember } from './read-member.ts'

/** In the order in which they are to be tried: most browsers also claim to be another. */
const BROWSERS: [name: string, version: RegExp][] = [
  ['Edge', /\bEdg(?:A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS)\/(\d+)/],
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
  const hints = readMember(navigator, 'userAgentData')
  const model = brandOf(hints) ?? find(BROWSERS, userAgent)
  const os = find(SYSTEMS, userAgent) || String(readMember(hints, 'platform') ?? '')
  return { platform: 'web', os, model, name: [model, os].filter(Boolean).join(' on '), fingerprint: '' }
}

/** The brand that is neither the engine nor the noise put there against sniffing. */
function brandOf(hints: unknown): string | undefined {
  const brands = readMember(hints, 'brands')
  if (!Array.isArray(brands)) return undefined
  const real = brands.filter((entry) => !/not|brand/i.test(String(readMember(entry, 'brand'))))
  const best = real.find((entry) => readMember(entry, 'brand') !== 'Chromium') ?? real[0]
  if (!best) return undefined
  const name = String(readMember(best, 'brand')).replace(/^(?:Google|Microsoft) /, '')
  return `${name} ${String(readMember(best, 'version'))}`
}

function find(table: typeof BROWSERS, userAgent: string): string {
  for (const [name, pattern] of table) {
    const match = pattern.exec(userAgent)
    if (match) return `${name} ${(match[1] ?? '').replace('_', '.')}`.trim()
  }
  return ''
}

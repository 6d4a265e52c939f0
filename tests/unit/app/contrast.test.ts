/**
 * Checks the colors of globals.css against WCAG 2.2: text at 4.5:1 on every background it is used on, at 7:1 in high contrast;
 * borders of controls at 3:1.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

type Rgb = [number, number, number]
type Side = 'light' | 'dark'

const css = readFileSync('app/globals.css', 'utf8')
const contrastAt = css.indexOf(':root[data-theme="contrast"]')
const PLAIN = css.slice(0, contrastAt)
const CONTRAST = css.slice(contrastAt)

/** Later colors replace earlier ones of the same name. */
function tokensOf(side: Side, text: string): Map<string, Rgb> {
  const tokens = new Map<string, Rgb>()
  for (const [, name, light, dark] of text.matchAll(
    /--color-([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)/g,
  ))
    tokens.set(name ?? '', rgbOf((side === 'light' ? light : dark) ?? ''))
  return tokens
}

/** OKLCH to linear sRGB, clipped (Ottosson, "A perceptual color space for image processing"). */
function rgbOf(oklch: string): Rgb {
  const [l = 0, c = 0, h = 0] = (oklch.match(/[\d.]+/g) ?? []).map(Number)
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ]
  const clip = (value: number) => Math.min(1, Math.max(0, value))
  return [
    clip(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
    clip(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
    clip(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z),
  ]
}

function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const GROUNDS = ['surface', 'surface-sunken', 'surface-raised', 'surface-floating', 'surface-hover']
const TEXTS = ['ink', 'ink-muted', 'ink-faint', 'accent', 'danger', 'state-live', 'state-reconnecting', 'state-ended']
const LEVEL_TEXTS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal-text', 'unknown'].map((name) => `level-${name}`)
const PAIRS = [
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['danger-ink', 'danger'],
  ['danger-ink', 'danger-hover'],
  ['level-fatal-ink', 'level-fatal'],
  ['accent', 'accent-soft'],
  ['danger', 'danger-soft'],
  ['state-live', 'state-live-soft'],
  ['state-reconnecting', 'state-reconnecting-soft'],
  ['ink', 'surface-selected'],
  ['ink-muted', 'surface-selected'],
] as const

const THEMES = [
  { theme: 'light', side: 'light', text: PLAIN, least: 4.5 },
  { theme: 'dark', side: 'dark', text: PLAIN, least: 4.5 },
  { theme: 'light high-contrast', side: 'light', text: PLAIN + CONTRAST, least: 7 },
  { theme: 'dark high-contrast', side: 'dark', text: PLAIN + CONTRAST, least: 7 },
] as const

test('high contrast has every color of its own but for the scrim', () => {
  const own = tokensOf('light', CONTRAST)
  expect([...tokensOf('light', PLAIN).keys()].filter((name) => !own.has(name))).toEqual(['scrim'])
})

for (const { theme, side, text, least } of THEMES) {
  const tokens = tokensOf(side, text)
  const ratio = (text: string, ground: string) => {
    const [one, other] = [tokens.get(text), tokens.get(ground)]
    if (!one || !other) throw new Error(`globals.css has no color ${one ? ground : text}`)
    return contrast(one, other)
  }
  const below = (pairs: readonly (readonly [string, string])[], atLeast: number) =>
    pairs
      .filter(([text, ground]) => ratio(text, ground) < atLeast)
      .map(([text, ground]) => `${text} on ${ground}: ${ratio(text, ground).toFixed(2)}`)

  test(`every text color of the ${theme} theme has ${least}:1 on every background`, () => {
    expect(
      below(
        [...TEXTS, ...LEVEL_TEXTS].flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)),
        least,
      ),
    ).toEqual([])
  })

  test(`text on filled elements of the ${theme} theme has ${least}:1`, () => {
    expect(below(PAIRS, least)).toEqual([])
  })

  test(`borders of controls in the ${theme} theme have 3:1`, () => {
    expect(
      below(
        GROUNDS.slice(0, 4).map((ground) => ['line-strong', ground] as const),
        3,
      ),
    ).toEqual([])
  })
}

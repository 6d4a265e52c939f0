/** A device with a deceiving name still connects; its name arrives clean. */
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { deviceHelloSchema } from '#lib/server/transports/socket-io/control-schemas.ts'

const LABELS = ['name', 'platform', 'os', 'model', 'appName', 'appVersion', 'sdkVersion'] as const

function labelsOf(text: string) {
  const device = Object.fromEntries(LABELS.map((label) => [label, text]))
  const counters = { records: 0, bytes: 0, levels: [0, 0, 0, 0, 0, 0, 0] }
  const hello = { version: 1, token: 't', session: 's'.repeat(22), attempt: 1, ageMs: 0, tail: 1, head: 0, counters }
  const parsed = deviceHelloSchema.parse({ ...hello, device: { installationId: 'i'.repeat(22), ...device } })
  return LABELS.map((label) => parsed.device[label])
}

test.each([
  ['Pixel\u202e 9', 'Pixel 9'],
  ['\u2066Pixel\u2069', 'Pixel'],
  ['Pi\u200bxel\ufeff', 'Pixel'],
  ['Pixel\u001b[8m\u009b1A', 'Pixel [8m 1A'],
  ['a\n00:00:00.000 ERROR forged', 'a 00:00:00.000 ERROR forged'],
  ['a\0b\u0085c', 'a b c'],
  ['a\ud800', 'a'],
  [`${'\u202e'.repeat(500)}Pixel`, 'Pixel'],
  [`${'x'.repeat(LIMITS.labelCharsMax - 1)}😀`, 'x'.repeat(LIMITS.labelCharsMax - 1)],
])('every label of %j becomes %j', (text, clean) => {
  expect(labelsOf(text)).toEqual(LABELS.map(() => clean))
})

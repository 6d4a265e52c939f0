/** The zone a phone's logs are read in: this computer's, a given one, or the one that live logs reveal [FB12]. */
import { expect, test } from 'vitest'
import { PhoneTimes, parseZone, showZone } from '#lib/cli/phone-times.ts'

const NOW = Date.UTC(2025, 9, 7, 9, 11)
const own = -new Date(NOW).getTimezoneOffset()
/** A timestamp as a phone writes it whose clock is that far ahead of UTC. */
const stamp = (atMs: number, offsetMinutes: number) =>
  new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, -1)

function times(fixed: number | null = null) {
  const learned: number[] = []
  return { phone: new PhoneTimes(fixed, (offset) => learned.push(offset)), learned }
}

test('[FB12] replayed logs are read in this computer’s zone, however old they are', () => {
  const { phone, learned } = times()
  phone.startConnection()
  for (let i = 0; i < 100; i++) expect(phone.offsetMinutes(stamp(NOW - i * 3600_000, 180), NOW + i)).toBe(own)
  expect(learned).toEqual([])
})

test('[FB12] three live logs reveal another zone, which is reported once and used from then on', () => {
  const { phone, learned } = times()
  phone.startConnection()
  phone.offsetMinutes(stamp(NOW - 60_000, own + 180), NOW)
  const live = (i: number) => phone.offsetMinutes(stamp(NOW + i * 1_000, own + 180), NOW + i * 1_000 + 40)
  expect([live(1), live(2), live(3), live(4)]).toEqual([own, own, own + 180, own + 180])
  expect(learned).toEqual([own + 180])
})

test('live logs of this computer’s zone change nothing', () => {
  const { phone, learned } = times()
  for (let i = 0; i < 9; i++) expect(phone.offsetMinutes(stamp(NOW + i * 1_000, own), NOW + i * 1_000 + 40)).toBe(own)
  expect(learned).toEqual([])
})

test('a reconnect is followed by a replay, which reveals nothing', () => {
  const { phone, learned } = times()
  for (let i = 0; i < 9; i++) {
    phone.startConnection()
    phone.offsetMinutes(stamp(NOW - 7_200_000, own), NOW + i * 10_000)
  }
  expect(learned).toEqual([])
})

test('a given zone is final, and a log that names its own zone reveals nothing', () => {
  const { phone } = times(-330)
  for (let i = 0; i < 9; i++) expect(phone.offsetMinutes(stamp(NOW + i * 1_000, 180), NOW + i * 1_000)).toBe(-330)
  const { phone: other, learned } = times()
  for (let i = 0; i < 9; i++) other.offsetMinutes(`${stamp(NOW + i * 1_000, 180)}Z`, NOW + i * 1_000)
  expect(learned).toEqual([])
})

test.each([
  ['+03:00', 180, '+03:00'],
  ['-0530', -330, '-05:30'],
  ['Z', 0, '+00:00'],
])('%s is %i minutes', (text, minutes, shown) => {
  expect(parseZone(text)).toBe(minutes)
  expect(showZone(minutes)).toBe(shown)
})

test.each(['3', '+3', '+15:00', '+03:75', 'Moscow', ''])('%j is not a zone', (text) => {
  expect(() => parseZone(text)).toThrow(/--zone must look like/)
})

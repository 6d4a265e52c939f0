/** Durations and times for people, in both languages. */
import { createTranslator } from 'use-intl/core'
import { expect, test } from 'vitest'
import { MESSAGES } from '#app/_i18n/messages.ts'
import { formatRelativeTime, partsOfSpan } from '#app/_ui/format-time.ts'

const NOW_MS = Date.UTC(2026, 10, 23, 12)

test.each([
  [0, { unit: 'seconds', count: 0 }],
  [-5000, { unit: 'seconds', count: 0 }],
  [59_999, { unit: 'seconds', count: 59 }],
  [61_000, { unit: 'minutes', minutes: 1, seconds: 1 }],
  [3_600_000, { unit: 'hours', hours: 1, minutes: 0 }],
  [26 * 3_600_000, { unit: 'days', days: 1, hours: 2 }],
])('%d ms are %j', (spanMs, parts) => {
  expect(partsOfSpan(spanMs)).toEqual(parts)
})

test('a relative time uses the largest unit that fits, past and future', () => {
  expect(formatRelativeTime(NOW_MS - 5 * 60_000, NOW_MS, 'en')).toBe('5 minutes ago')
  expect(formatRelativeTime(NOW_MS + 3 * 86_400_000, NOW_MS, 'en')).toBe('in 3 days')
  expect(formatRelativeTime(NOW_MS + 7 * 86_400_000 - 1500, NOW_MS, 'en')).toBe('in 7 days')
  expect(formatRelativeTime(NOW_MS + 86_400_000 - 1500, NOW_MS, 'en')).toBe('tomorrow')
  expect(formatRelativeTime(NOW_MS - 119_000, NOW_MS, 'en')).toBe('1 minute ago')
  expect(formatRelativeTime(NOW_MS - 2 * 3_600_000, NOW_MS, 'ru')).toBe('2 часа назад')
})

test.each([
  [0, 'no records', 'нет записей'],
  [1, '1 record', '1 запись'],
  [2, '2 records', '2 записи'],
  [5, '5 records', '5 записей'],
  [21, '21 records', '21 запись'],
  [1284, '1,284 records', '1\u00a0284 записи'],
])('%d records are counted in words', (count, english, russian) => {
  const of = (locale: 'en' | 'ru') =>
    createTranslator({ locale, messages: MESSAGES[locale], namespace: 'dashboard', timeZone: 'UTC' })('records', {
      count,
    })
  expect(of('en')).toBe(english)
  expect(of('ru')).toBe(russian)
})

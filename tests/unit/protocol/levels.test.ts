import { expect, test } from 'vitest'
import { levelOfSyslog, parseLevel } from '#lib/protocol/levels.ts'

test.each([
  ['warning', 'warn'],
  ['WRN', 'warn'],
  [' Error ', 'error'],
  ['err', 'error'],
  ['E', 'error'],
  ['V', 'trace'],
  ['severe', 'error'],
  ['crit', 'fatal'],
  ['emerg', 'fatal'],
  ['notice', 'info'],
  ['log', 'info'],
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'warn'],
  [50, 'error'],
  [60, 'fatal'],
  [1, 'trace'],
  [5, 'debug'],
  [9, 'info'],
  [13, 'warn'],
  [17, 'error'],
  [24, 'fatal'],
  ['17', 'error'],
  [0, 'unknown'],
  [25, 'unknown'],
  ['shouty', 'unknown'],
  ['constructor', 'unknown'],
  [null, 'unknown'],
  [{}, 'unknown'],
])('%j is %s', (value, level) => {
  expect(parseLevel(value)).toBe(level)
})

test('syslog severities run the other way', () => {
  expect([0, 3, 4, 6, 7, 8].map(levelOfSyslog)).toEqual(['fatal', 'error', 'warn', 'info', 'debug', 'unknown'])
})

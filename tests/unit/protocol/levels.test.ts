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
  [25, 'debug'],
  [35, 'info'],
  [70, 'fatal'],
  [250, 'info'],
  [400, 'error'],
  [601, 'unknown'],
  ['ERROR+4', 'error'],
  ['DEBUG-2', 'debug'],
  ['\u001b[32minfo\u001b[39m', 'info'],
  ['[WARN]', 'warn'],
  ['ERROR:', 'error'],
  ['core:error', 'unknown'],
  ['[core:error]', 'error'],
  ['WARN[0003]', 'warn'],
  ['eror', 'error'],
  ['http', 'info'],
  ['dpanic', 'fatal'],
  [`${' ['.repeat(5_000)}error`, 'unknown'],
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

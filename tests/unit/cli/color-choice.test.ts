/** When output has colors. */
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { wantsColor } from '#lib/cli/color-choice.ts'

test.each<[flag: string | boolean | undefined, env: Record<string, string>, isTTY: boolean, colored: boolean]>([
  [undefined, {}, true, true],
  [undefined, {}, false, false],
  [undefined, { TERM: 'dumb' }, true, false],
  [undefined, { NO_COLOR: '1' }, true, false],
  [undefined, { NO_COLOR: '' }, true, true],
  [undefined, { FORCE_COLOR: '1' }, false, true],
  [undefined, { FORCE_COLOR: '0' }, true, false],
  ['auto', { FORCE_COLOR: '3' }, false, true],
  ['always', { NO_COLOR: '1' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
  [false, { FORCE_COLOR: '1' }, true, false],
])('--color %s with %j on a terminal %s', (flag, env, isTTY, colored) => {
  expect(wantsColor(flag, { env, stdout: Object.assign(new PassThrough(), { isTTY }) })).toBe(colored)
})

import { expect, test } from 'vitest'
import { batchFault } from '#lib/protocol/batch.ts'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

test('[limit idCharsMax] a longer id is none, in a header and everywhere else', () => {
  const longest = 'a'.repeat(LIMITS.idCharsMax)
  expect([isId(longest), isId(`${longest}a`)]).toEqual([true, false])
  expect(batchFault([longest, 0, 1, 1, 0], new Uint8Array(0))).toBeNull()
  expect(batchFault([`${longest}a`, 0, 1, 1, 0], new Uint8Array(0))).toContain('session id')
})

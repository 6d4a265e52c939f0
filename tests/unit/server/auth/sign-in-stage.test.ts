/** The stages of a sign-in, and how long a proof of identity counts. */
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { isRecentlyConfirmed, signInStage, stageFault } from '#lib/server/auth/sign-in-stage.ts'

describe('a sign-in', () => {
  test.each([
    [false, false, false, 'complete'],
    [false, false, true, 'factor-missing'],
    // The factor that was given has been removed since.
    [false, true, true, 'factor-missing'],
    [true, false, false, 'factor-required'],
    [true, false, true, 'factor-required'],
    [true, true, false, 'complete'],
    [true, true, true, 'complete'],
  ] as const)('with factor %s, given %s, wanted %s is %s', (hasFactor, hasGivenFactor, isFactorWanted, stage) => {
    expect(signInStage({ hasFactor, hasGivenFactor, isFactorWanted })).toBe(stage)
  })

  test('that is not complete is refused by what it lacks, except where its stage is accepted', () => {
    expect(stageFault('complete')).toBeNull()
    expect(stageFault('factor-required')).toMatchObject({ code: 'second-factor-required' })
    expect(stageFault('factor-missing')).toMatchObject({ code: 'second-factor-missing' })
    expect(stageFault('factor-required', ['factor-required'])).toBeNull()
    // Somebody with only the password must not add a factor of their own.
    expect(stageFault('factor-required', ['factor-missing'])).toMatchObject({ code: 'second-factor-required' })
  })
})

test('a proof counts for ten minutes, also after the clock was set back a little', () => {
  const { stepUpMs } = LIMITS
  expect(stepUpMs).toBe(10 * 60_000)
  const now = 1_800_000_000_000
  expect(isRecentlyConfirmed(now, now)).toBe(true)
  expect(isRecentlyConfirmed(now - stepUpMs + 1, now)).toBe(true)
  expect(isRecentlyConfirmed(now - stepUpMs, now)).toBe(false)
  expect(isRecentlyConfirmed(now + 5_000, now)).toBe(true)
  expect(isRecentlyConfirmed(now + stepUpMs, now)).toBe(false)
  expect(isRecentlyConfirmed(0, now)).toBe(false)
})

/** Where a page leads when the person is no longer signed in, and which reasons the sign-in page repeats. */
import { expect, test } from 'vitest'
import { isSignedOutCode, signedOutReason, signInHref } from '#app/_api/signed-out.ts'

test.each(['session-revoked', 'session-expired', 'account-disabled'] as const)(
  '%s leads to sign-in and is explained there',
  (code) => {
    expect(isSignedOutCode(code)).toBe(true)
    expect(signInHref('/dashboard/sessions/x', code)).toBe(
      `/sign-in?callbackUrl=%2Fdashboard%2Fsessions%2Fx&reason=${code}`,
    )
    expect(signedOutReason(code)).toBe(code)
  },
)

test('a page without a sign-in leads there without a reason, and other errors do not lead there', () => {
  expect(signInHref('/dashboard', 'not-signed-in')).toBe('/sign-in?callbackUrl=%2Fdashboard')
  expect(isSignedOutCode('not-signed-in')).toBe(true)
  for (const code of ['forbidden', 'session-unknown', 'token-revoked', 'link-expired'] as const)
    expect(isSignedOutCode(code)).toBe(false)
})

test('a link cannot make the sign-in page say anything else', () => {
  for (const wanted of ['forbidden', 'Your account was hacked', '', null, undefined, ['session-revoked']])
    expect(signedOutReason(wanted)).toBeNull()
})

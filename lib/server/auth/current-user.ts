/** The signed-in user, for pages. Routes get theirs from lib/server/http/define-route.ts. */
import { headers } from 'next/headers'
import { isAppError } from '#lib/protocol/app-error.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { requestOrigin } from './client-address.ts'
import { type CurrentUser, isNotSignedIn, userOfCookies } from './session-cookie.ts'
import type { SignInStage } from './sign-in-stage.ts'

export type { CurrentUser }

/** Why the sign-in that this browser's cookie names no longer counts; null when it does, and without a cookie. */
export async function whySignedOut(): Promise<ErrorCodeName | null> {
  try {
    await userOfCookies((await headers()).get('cookie'))
    return null
  } catch (error) {
    if (isNotSignedIn(error) && isAppError(error)) return error.code
    throw error
  }
}

/** Null when nobody is signed in, when the sign-in ended, or when its stage is neither `complete` nor accepted. */
export async function currentUser(accepts: readonly SignInStage[] = []): Promise<CurrentUser | null> {
  try {
    const sent = await headers()
    return await userOfCookies(sent.get('cookie'), { seen: requestOrigin(sent), accepts })
  } catch (error) {
    if (isNotSignedIn(error)) return null
    throw error
  }
}

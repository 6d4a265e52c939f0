/** The signed-in person, for pages. Routes get theirs from lib/http/define-route.ts. */
import { headers } from 'next/headers'
import { isAppError } from '../errors.ts'
import { type CurrentUser, userOfCookies } from './session-cookie.ts'

export type { CurrentUser }

/** Null when nobody is signed in, or was signed out everywhere. */
export async function currentUser(): Promise<CurrentUser | null> {
  try {
    return await userOfCookies((await headers()).get('cookie'))
  } catch (error) {
    if (isAppError(error) && error.code === 'session-revoked') return null
    throw error
  }
}

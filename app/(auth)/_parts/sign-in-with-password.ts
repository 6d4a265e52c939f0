/** Signs in with email and password through next-auth. Failures come as codes of the protocol's table. */
import { CallError } from '#app/_api/call.ts'
import { signInWith } from '#app/_api/next-auth.ts'
import { isErrorCode } from '#lib/protocol/error-codes.ts'

export async function signInWithPassword(email: string, password: string): Promise<void> {
  const answer = await signInWith('credentials', { email: email.trim(), password, redirect: false }).catch(() => null)
  if (!answer) throw new CallError('server-unreachable', 'no answer')
  if (answer.ok && !answer.error) return
  // next-auth passes on the message of the error that `authorize` threw; ours is a code.
  if (isErrorCode(answer.error)) throw new CallError(answer.error, answer.error)
  // Otherwise next-auth itself failed, after the password was accepted.
  throw new CallError(answer.status === 429 ? 'too-many-requests' : 'internal', String(answer.error))
}

/** Opens a session with e-mail and password through next-auth, and tells what went wrong by a code of the protocol's table. */
import { CallError } from '#app/_api/call.ts'
import { signInWith } from '#app/_api/next-auth.ts'
import { isErrorCode } from '#lib/protocol/error-codes.ts'

export async function signInWithPassword(email: string, password: string): Promise<void> {
  const answer = await signInWith('credentials', { email: email.trim(), password, redirect: false }).catch(() => null)
  if (!answer) throw new CallError('server-unreachable', 'no answer')
  if (answer.ok && !answer.error) return
  // next-auth hands on the message of what `authorize` threw; ours is a code.
  if (isErrorCode(answer.error)) throw new CallError(answer.error, answer.error)
  throw new CallError(
    answer.status === 429 ? 'too-many-requests' : answer.status >= 500 ? 'internal' : 'wrong-credentials',
    '',
  )
}

/** The right to administer the server: its owners have it, by their own sign-in, and no token. */
import { AppError } from '#lib/protocol/app-error.ts'
import type { CurrentUser } from '#lib/server/auth/session-cookie.ts'

/** Throws `forbidden`. */
export function requireServerOwner(user: Pick<CurrentUser, 'isServerOwner'>): void {
  if (!user.isServerOwner) throw new AppError('forbidden', 'Only owners of this server can do that.')
}

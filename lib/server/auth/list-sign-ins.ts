/** The browsers that are signed in to an account, as their owner sees them. */
import { config } from '#lib/server/config/env.ts'
import { listSignIns } from '#lib/server/db/sign-ins.ts'
import { describeUserAgent } from './describe-user-agent.ts'
import type { CurrentUser } from './session-cookie.ts'
import { signInFault } from './sign-in-state.ts'

export interface SignInItem {
  id: string
  /** How the person signed in: `password`, `passkey`, a provider's id …; `earlier` for before there was a list. */
  method: string
  /** Where it was last used. */
  address: string
  /** Empty when unknown. */
  browser: string
  system: string
  createdAtMs: number
  /** Exact to a minute. */
  lastSeenAtMs: number
  /** Whether it is the browser that asks. */
  isCurrent: boolean
}

/** Those that still count: this browser first, then the most recently used. */
export async function signInsOf({ id, signIn: current }: CurrentUser, nowMs: number): Promise<SignInItem[]> {
  const rows = await listSignIns(id)
  const open = rows.filter((row) => signInFault({ ...row, user: { disabledAt: null } }, config(), nowMs) === null)
  const items = open.map((row) => ({
    id: row.id,
    method: row.method,
    address: row.address,
    ...describeUserAgent(row.userAgent),
    createdAtMs: row.createdAt.getTime(),
    lastSeenAtMs: row.lastSeenAt.getTime(),
    isCurrent: row.id === current.id,
  }))
  return items.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
}

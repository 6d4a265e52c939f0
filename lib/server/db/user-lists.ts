/** Users as the administration and the command line list them: by address, searched, in pages. */
import { db } from './client.ts'
import type { Prisma } from './generated/sqlite/client.ts'

export interface UserListRow {
  id: string
  email: string
  name: string
  isServerOwner: boolean
  /** Null unless the account is disabled. */
  disabledAtMs: number | null
  createdAtMs: number
  /** When one of their sign-ins was last used; null if none is kept. */
  lastSeenAtMs: number | null
  hasPassword: boolean
  hasSecondFactor: boolean
  teams: { id: string; name: string; role: string }[]
}

export interface UserPage {
  users: UserListRow[]
  /** Address to continue after; null at the end. */
  nextCursor: string | null
}

const SELECT = {
  id: true,
  email: true,
  name: true,
  isServerOwner: true,
  disabledAt: true,
  createdAt: true,
  passwordHash: true,
  totpConfirmedAt: true,
  memberships: {
    select: { role: true, team: { select: { id: true, name: true } } },
    orderBy: [{ createdAt: 'asc' as const }, { teamId: 'asc' as const }],
  },
  signIns: { select: { lastSeenAt: true }, orderBy: { lastSeenAt: 'desc' as const }, take: 1 },
  _count: { select: { passkeys: true } },
} satisfies Prisma.UserSelect

type Row = Prisma.UserGetPayload<{ select: typeof SELECT }>

/** `search` is looked for in address and name. */
export async function listUsers(query: {
  search?: string | undefined
  cursor?: string | undefined
  pageSize?: number
}): Promise<UserPage> {
  const { search = '', cursor, pageSize = 50 } = query
  // PostgreSQL rejects text that contains NUL.
  if (search.includes('\0') || cursor?.includes('\0')) return { users: [], nextCursor: null }
  const where: Prisma.UserWhereInput = {}
  if (search !== '') where.OR = [{ email: { contains: search.toLowerCase() } }, { name: { contains: search } }]
  if (cursor !== undefined) where.email = { gt: cursor }
  const rows = await db().user.findMany({ where, select: SELECT, orderBy: { email: 'asc' }, take: pageSize + 1 })
  const page = rows.slice(0, pageSize)
  return { users: page.map(toRow), nextCursor: rows.length > pageSize ? (page.at(-1)?.email ?? null) : null }
}

function toRow({ disabledAt, createdAt, passwordHash, totpConfirmedAt, memberships, signIns, _count, ...rest }: Row) {
  return {
    ...rest,
    disabledAtMs: disabledAt?.getTime() ?? null,
    createdAtMs: createdAt.getTime(),
    lastSeenAtMs: signIns[0]?.lastSeenAt.getTime() ?? null,
    hasPassword: passwordHash !== null,
    hasSecondFactor: totpConfirmedAt !== null || _count.passkeys > 0,
    teams: memberships.map(({ role, team }) => ({ ...team, role })),
  }
}

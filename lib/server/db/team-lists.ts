/** Teams as the administration and the command line list them: by name, searched, in pages, with what they hold. */
import { isId } from '#lib/protocol/ids.ts'
import { db } from './client.ts'
import type { Prisma } from './generated/sqlite/client.ts'

export interface TeamListRow {
  id: string
  name: string
  createdAtMs: number
  members: number
  devices: number
  sessions: number
}

export interface TeamPage {
  teams: TeamListRow[]
  /** Cursor for the next page; null at the end. */
  nextCursor: string | null
}

/** `search` is looked for in the name; an id finds its team. */
export async function listTeams(query: {
  search?: string | undefined
  cursor?: string | undefined
  pageSize?: number
}): Promise<TeamPage> {
  const { search = '', cursor, pageSize = 50 } = query
  // PostgreSQL rejects text that contains NUL.
  if (search.includes('\0') || (cursor !== undefined && !isId(cursor))) return { teams: [], nextCursor: null }
  const where: Prisma.TeamWhereInput = search === '' ? {} : { OR: [{ name: { contains: search } }, { id: search }] }
  const rows = await db().team.findMany({
    where,
    include: { _count: { select: { memberships: true, devices: true, sessions: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
  })
  const page = rows.slice(0, pageSize)
  return {
    teams: page.map(({ id, name, createdAt, _count: { memberships: members, devices, sessions } }) => ({
      ...{ id, name, members, devices, sessions },
      createdAtMs: createdAt.getTime(),
    })),
    nextCursor: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  }
}

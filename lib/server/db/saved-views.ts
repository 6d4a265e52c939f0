/** Saved filters of the live page: a name and the parameters of an address. A person's own, and those of a team. */
import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { db } from './client.ts'
import type { SavedView } from './generated/sqlite/client.ts'

export type { SavedView }

/** A view as lists show it. */
export interface ViewRow {
  id: string
  name: string
  /** `q`, `level`, `from`, `to` and `find`, as in the address. */
  query: string
  /** Whether the whole team sees it. */
  isShared: boolean
  createdBy: { id: string; name: string }
  createdAtMs: number
}

export interface NewView {
  /** Null: only its maker sees it. */
  teamId: string | null
  createdById: string
  name: string
  query: string
}

/** Throws `limit-reached` when the person or the team has as many as allowed. */
export async function createView(view: NewView): Promise<SavedView> {
  const { teamId, createdById } = view
  const count = await db().savedView.count({ where: teamId === null ? { teamId, createdById } : { teamId } })
  if (teamId !== null && count >= LIMITS.teamViewsMax)
    throw new AppError('limit-reached', `The team already has ${LIMITS.teamViewsMax} views. Delete some first.`, {
      limit: 'teamViewsMax',
    })
  if (teamId === null && count >= LIMITS.userViewsMax)
    throw new AppError('limit-reached', `You already have ${LIMITS.userViewsMax} views. Delete some first.`, {
      limit: 'userViewsMax',
    })
  return db().savedView.create({ data: view })
}

export async function findView(id: string): Promise<SavedView | null> {
  if (!isId(id)) return null // PostgreSQL rejects text that contains NUL
  return db().savedView.findUnique({ where: { id } })
}

/** Those of the team and the person's own, oldest first. */
export async function listViews(teamId: string, userId: string): Promise<ViewRow[]> {
  const rows = await db().savedView.findMany({
    where: { OR: [{ teamId }, { teamId: null, createdById: userId }] },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    include: { createdBy: { select: { id: true, name: true } } },
    take: LIMITS.teamViewsMax + LIMITS.userViewsMax,
  })
  return rows.map(({ id, name, query, teamId: team, createdBy, createdAt }) => {
    return { id, name, query, isShared: team !== null, createdBy, createdAtMs: createdAt.getTime() }
  })
}

export async function renameView(id: string, name: string): Promise<void> {
  await db().savedView.updateMany({ where: { id }, data: { name } })
}

/** False when it was deleted already. */
export async function deleteView(id: string): Promise<boolean> {
  return (await db().savedView.deleteMany({ where: { id } })).count > 0
}

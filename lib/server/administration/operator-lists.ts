/** Everything of one kind for the command line, read page by page. */
import { type AuditEvent, listAuditEventsSince } from '#lib/server/db/audit-events.ts'
import { type LinkRow, listLinks } from '#lib/server/db/share-links.ts'
import { listTeams, type TeamListRow } from '#lib/server/db/team-lists.ts'
import { listTokens, type TokenRow } from '#lib/server/db/tokens.ts'
import { listUsers, type UserListRow } from '#lib/server/db/user-lists.ts'

const PAGE_SIZE = 200

export async function allUsers(search?: string): Promise<UserListRow[]> {
  return allPages(async (cursor) => {
    const { users, nextCursor } = await listUsers({ search, cursor, pageSize: PAGE_SIZE })
    return [users, nextCursor]
  })
}

export async function allTeams(search?: string): Promise<TeamListRow[]> {
  return allPages(async (cursor) => {
    const { teams, nextCursor } = await listTeams({ search, cursor, pageSize: PAGE_SIZE })
    return [teams, nextCursor]
  })
}

/** Tokens that are not revoked, of the teams whose name or id is searched for; of all teams without a search. */
export async function allTokens(team?: string): Promise<(TokenRow & { team: string })[]> {
  const rows = []
  for (const { id, name } of await allTeams(team))
    for (const token of await listTokens(id)) rows.push({ ...token, team: name })
  return rows
}

/** Links that can still be opened, as {@link allTokens}. */
export async function allLinks(team: string | undefined, nowMs: number): Promise<(LinkRow & { team: string })[]> {
  const rows = []
  for (const { id, name } of await allTeams(team))
    for (const link of await listLinks(id, nowMs)) rows.push({ ...link, team: name })
  return rows
}

/** Oldest first, in pages, because there may be a million. */
export async function* auditEvents(sinceMs: number): AsyncGenerator<AuditEvent> {
  let after: { at: Date; id: string } | null = null
  for (;;) {
    const page: AuditEvent[] = await listAuditEventsSince(new Date(sinceMs), after, PAGE_SIZE)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE_SIZE) return
    after = last
  }
}

async function allPages<Row>(
  read: (cursor: string | undefined) => Promise<[rows: Row[], nextCursor: string | null]>,
): Promise<Row[]> {
  const all: Row[] = []
  let cursor: string | undefined
  for (;;) {
    const [rows, nextCursor] = await read(cursor)
    all.push(...rows)
    if (nextCursor === null) return all
    cursor = nextCursor
  }
}

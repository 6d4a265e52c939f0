/**
 * Devices as pages and the API list them: searched, filtered and sorted by the database, and paged by the values of the last
 * row, so that page 1,000 costs what page 1 costs. Live devices count as seen now.
 */
import { isId } from '#lib/protocol/ids.ts'
import { db } from './client.ts'
import { searchPatterns } from './device-names.ts'
import { type DeviceRow, toDeviceRow, WITH_LABELS } from './devices.ts'
import { Prisma } from './generated/sqlite/client.ts'

/** `seen`: live devices first, then the one seen last. `name`: by name, without regard to case. */
export type DeviceSort = 'seen' | 'name'

export interface DeviceQuery {
  teamId: string
  /** Every word must occur in the name or description; the id of a device finds that one. */
  search?: string | undefined
  sort?: DeviceSort | undefined
  platform?: string | undefined
  /** In its one spelling. */
  label?: string | undefined
  /** Only devices with an open session. */
  isLive?: boolean | undefined
  /** `nextCursor` of the page before; one that is invalid or of another sort starts from the beginning. */
  cursor?: string | undefined
  pageSize?: number | undefined
}

export interface DevicePage {
  devices: DeviceRow[]
  /** Cursor for the next page; null at the end. */
  nextCursor: string | null
}

const PAGE_SIZE = 50

export async function listDevices(query: DeviceQuery): Promise<DevicePage> {
  const { pageSize = PAGE_SIZE } = query
  const found = query.sort === 'name' ? await byName(query, pageSize + 1) : await bySeen(query, pageSize + 1)
  const page = found.slice(0, pageSize)
  const rows = new Map(
    (await db().device.findMany({ where: { id: { in: page.map(({ id }) => id) } }, include: WITH_LABELS })).map(
      (row) => [row.id, row],
    ),
  )
  const devices = page.flatMap(({ id }) => rows.get(id) ?? [])
  const last = devices.at(-1)
  const isLastLive = page.some(({ id, isLive }) => isLive && id === last?.id)
  return {
    devices: devices.map(toDeviceRow),
    nextCursor:
      last === undefined || found.length <= pageSize
        ? null
        : query.sort === 'name'
          ? `n.${Buffer.from(last.sortName).toString('base64url')}.${last.id}`
          : `${isLastLive ? 'l' : 's'}.${last.lastSeenAt.getTime()}.${last.id}`,
  }
}

interface Found {
  id: string
  isLive: boolean
}

/** The live ones first, then the others, each group by the time its device was seen. */
async function bySeen(query: DeviceQuery, take: number): Promise<Found[]> {
  const after = timeCursor(query.cursor)
  const page = async (isLive: boolean, count: number): Promise<Found[]> => {
    const group = isLive ? Prisma.sql`AND "id" IN (${LIVE})` : Prisma.sql`AND "id" NOT IN (${LIVE})`
    const rest =
      after?.isLive === isLive
        ? Prisma.sql`AND ("lastSeenAt" < ${after.at} OR ("lastSeenAt" = ${after.at} AND "id" < ${after.id}))`
        : Prisma.empty
    const rows = await db().$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Device" WHERE ${matching(query)} ${group} ${rest}
      ORDER BY "lastSeenAt" DESC, "id" DESC LIMIT ${count}`
    return rows.map(({ id }) => ({ id, isLive }))
  }
  const live = after === null || after.isLive ? await page(true, take) : []
  if (query.isLive || live.length === take) return live
  return [...live, ...(await page(false, take - live.length))]
}

async function byName(query: DeviceQuery, take: number): Promise<Found[]> {
  const after = nameCursor(query.cursor)
  const group = query.isLive ? Prisma.sql`AND "id" IN (${LIVE})` : Prisma.empty
  const rest = after
    ? Prisma.sql`AND "sortName" >= ${after.name} AND ("sortName" > ${after.name} OR "id" > ${after.id})`
    : Prisma.empty
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Device" WHERE ${matching(query)} ${group} ${rest}
    ORDER BY "sortName", "id" LIMIT ${take}`
  return rows.map(({ id }) => ({ id, isLive: false }))
}

/** The devices with open sessions, in all teams: narrowed to one team, SQLite would walk the team's million sessions instead of the few open ones. */
const LIVE = Prisma.sql`SELECT "deviceId" FROM "Session" WHERE "endedAt" IS NULL`

function matching({ teamId, platform, label, search = '' }: DeviceQuery): Prisma.Sql {
  const conditions = [Prisma.sql`"teamId" = ${teamId}`]
  if (platform !== undefined) conditions.push(Prisma.sql`"platform" = ${plain(platform)}`)
  if (label !== undefined)
    conditions.push(
      Prisma.sql`"id" IN (SELECT "deviceId" FROM "DeviceLabel" WHERE "teamId" = ${teamId} AND "name" = ${plain(label)})`,
    )
  const words = searchPatterns(plain(search)).map((pattern) => Prisma.sql`"searchText" LIKE ${pattern} ESCAPE '\\'`)
  if (words.length > 0) {
    const inText = Prisma.join(words, ' AND ')
    conditions.push(isId(search.trim()) ? Prisma.sql`("id" = ${search.trim()} OR (${inText}))` : inText)
  }
  return Prisma.join(conditions, ' AND ')
}

/** PostgreSQL rejects text that contains NUL, which no name has. */
function plain(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}

function timeCursor(cursor = ''): { isLive: boolean; at: Date; id: string } | null {
  const [, group, timeMs, id] = /^([ls])\.(\d{1,15})\.(.*)$/s.exec(cursor) ?? []
  return isId(id) ? { isLive: group === 'l', at: new Date(Number(timeMs)), id } : null
}

function nameCursor(cursor = ''): { name: string; id: string } | null {
  const [, name = '', id] = /^n\.([\w-]*)\.(.*)$/s.exec(cursor) ?? []
  return isId(id) ? { name: plain(Buffer.from(name, 'base64url').toString()), id } : null
}

/** A device names its own platform, so a team may have as many platforms as devices. */
const PLATFORMS_MAX = 30

/** The platforms of the team's devices, in order, at most {@link PLATFORMS_MAX}. Looks each one up instead of reading every row. */
export async function listPlatforms(teamId: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ platform: string }[]>`
    WITH RECURSIVE found(platform, place) AS (
      SELECT (SELECT min("platform") FROM "Device" WHERE "teamId" = ${teamId} AND "platform" > ''), 1
      UNION ALL
      SELECT (SELECT min("platform") FROM "Device" WHERE "teamId" = ${teamId} AND "platform" > found.platform), place + 1
      FROM found WHERE found.platform IS NOT NULL AND place < ${PLATFORMS_MAX}
    ) SELECT platform FROM found WHERE platform IS NOT NULL`
  return rows.map(({ platform }) => platform)
}

export async function hasDevices(teamId: string): Promise<boolean> {
  return (await db().device.findFirst({ where: { teamId }, select: { id: true } })) !== null
}

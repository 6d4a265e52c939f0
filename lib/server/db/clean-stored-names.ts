/**
 * Cleans names that were stored before the rule about names (lib/protocol/names.ts): once for a database, in small batches.
 * Names that are stored later are clean already.
 */
import { cleanName } from '#lib/protocol/names.ts'
import { db } from './client.ts'
import { listColumns } from './device-names.ts'
import { readSetting, writeSetting } from './settings.ts'

/** Raise it when the rule becomes stricter. */
const RULE = '1'
const BATCH_ROWS = 500
/** For a name of which nothing is left. */
const UNNAMED = 'Unnamed'

const DEVICE_TEXTS = ['name', 'platform', 'os', 'model', 'appName', 'appVersion', 'sdkVersion'] as const

/** Returns how many rows changed. Does nothing when the database was cleaned before; a run that was interrupted starts again. */
export async function cleanStoredNames(): Promise<number> {
  if ((await readSetting('names-rule')) === RULE) return 0
  const { user, team, token, device } = db()
  const named = { id: true, name: true } as const
  const described = {
    id: true,
    name: true,
    platform: true,
    os: true,
    model: true,
    appName: true,
    appVersion: true,
    sdkVersion: true,
  } as const
  const changed =
    (await cleanRows(
      (page) => user.findMany({ ...page, select: named }),
      ['name'],
      (where, data) => user.updateMany({ where, data }),
    )) +
    (await cleanRows(
      (page) => team.findMany({ ...page, select: named }),
      ['name'],
      (where, data) => team.updateMany({ where, data }),
    )) +
    (await cleanRows(
      (page) => token.findMany({ ...page, select: named }),
      ['name'],
      (where, data) => token.updateMany({ where, data }),
    )) +
    (await cleanRows(
      (page) => device.findMany({ ...page, select: described }),
      DEVICE_TEXTS,
      (where, data) => device.updateMany({ where, data: { ...data, ...listColumns(data) } }),
    ))
  await writeSetting('names-rule', RULE)
  return changed
}

type Texts<Name extends string> = { [N in Name]: string }
interface Page {
  where: { id: { gt: string } }
  orderBy: { id: 'asc' }
  take: number
}

async function cleanRows<Name extends string>(
  find: (page: Page) => Promise<({ id: string } & Texts<Name>)[]>,
  names: readonly Name[],
  update: (where: { id: string } & Texts<Name>, data: Texts<Name>) => Promise<unknown>,
): Promise<number> {
  let changed = 0
  let after = ''
  for (;;) {
    const rows = await find({ where: { id: { gt: after } }, orderBy: { id: 'asc' }, take: BATCH_ROWS })
    for (const row of rows) {
      if (names.every((name) => cleanName(row[name]) === row[name])) continue
      const clean = (name: Name) => cleanName(row[name]).trim() || (name === 'name' ? UNNAMED : '')
      const data = Object.fromEntries(names.map((name) => [name, clean(name)])) as Texts<Name>
      // Only while the row is as it was read: a device may have described itself again.
      await update(row, data)
      changed++
    }
    const last = rows.at(-1)
    if (!last || rows.length < BATCH_ROWS) return changed
    after = last.id
  }
}

/** Completes a migration at start: the columns that lists sort and search by, of devices whose names are not ASCII. */
import { db } from './client.ts'
import { listColumns } from './device-names.ts'

const BATCH = 200

/** Does nothing once they are filled. A device always has a name, so an empty column was never written. */
export async function fillListColumns(): Promise<void> {
  for (;;) {
    const some = await db().device.findMany({ where: { sortName: '', name: { not: '' } }, take: BATCH })
    for (const device of some)
      await db().device.updateMany({ where: { id: device.id, sortName: '' }, data: listColumns(device) })
    if (some.length < BATCH) return
  }
}

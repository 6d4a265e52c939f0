/** Labels that people give devices, and which labels a team has. The rule about their spelling is lib/protocol/labels.ts. */
import { AppError } from '#lib/protocol/app-error.ts'
import { labelFault, normalLabels } from '#lib/protocol/labels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { db, isUniqueViolation } from './client.ts'

export interface LabeledDevice {
  id: string
  teamId: string
}

/**
 * The device has these labels from now on, and no others. Returns them as they are stored. Throws `invalid-input` for what is no
 * label, and `limit-reached` for too many of the device or the team.
 */
export async function setLabels(device: LabeledDevice, texts: readonly string[]): Promise<string[]> {
  const labels = normalLabels(texts)
  for (const label of labels) check(label)
  const { deviceLabelsMax } = LIMITS
  if (labels.length > deviceLabelsMax)
    throw new AppError('limit-reached', `A device can have at most ${deviceLabelsMax} labels.`, {
      limit: 'deviceLabelsMax',
    })
  await checkRoom(device, labels)
  const replace = () =>
    db().$transaction([
      db().deviceLabel.deleteMany({ where: { deviceId: device.id } }),
      db().deviceLabel.createMany({
        data: labels.map((name) => ({ deviceId: device.id, teamId: device.teamId, name })),
      }),
    ])
  try {
    await replace()
  } catch (error) {
    // Two people changed the labels at the same time: the later change counts.
    if (!isUniqueViolation(error)) throw error
    await replace()
  }
  return labels
}

function check(label: string): void {
  const { deviceLabelCharsMax } = LIMITS
  switch (labelFault(label)) {
    case null:
      return
    case 'long':
      throw new AppError('invalid-input', `A label can have at most ${deviceLabelCharsMax} characters.`, {
        limit: 'deviceLabelCharsMax',
      })
    case 'empty':
      throw new AppError('invalid-input', 'A label must not be empty.')
    case 'characters':
      throw new AppError(
        'invalid-input',
        `"${label}" is not a label: it must begin with a letter or digit, and have only those, dashes, dots and underscores.`,
      )
  }
}

async function checkRoom({ id, teamId }: LabeledDevice, labels: readonly string[]): Promise<void> {
  const { teamLabelsMax } = LIMITS
  const known = new Set(await listLabels(teamId))
  const added = labels.filter((label) => !known.has(label)).length
  if (known.size + added <= teamLabelsMax || added === 0) return
  const own = await db().deviceLabel.findMany({ where: { deviceId: id, name: { notIn: [...labels] } } })
  const elsewhere = await db().deviceLabel.findMany({
    where: { teamId, name: { in: own.map(({ name }) => name) }, deviceId: { not: id } },
    distinct: ['name'],
  })
  if (known.size + added - (own.length - elsewhere.length) <= teamLabelsMax) return
  throw new AppError('limit-reached', `The team already has ${teamLabelsMax} labels. Remove some first.`, {
    limit: 'teamLabelsMax',
  })
}

/** The labels of the team's devices, in order. Looks each one up instead of reading every row. */
export async function listLabels(teamId: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ name: string }[]>`
    WITH RECURSIVE found(name, place) AS (
      SELECT (SELECT min("name") FROM "DeviceLabel" WHERE "teamId" = ${teamId}), 1
      UNION ALL
      SELECT (SELECT min("name") FROM "DeviceLabel" WHERE "teamId" = ${teamId} AND "name" > found.name), place + 1
      FROM found WHERE found.name IS NOT NULL AND place < ${LIMITS.teamLabelsMax}
    ) SELECT name FROM found WHERE name IS NOT NULL`
  return rows.map(({ name }) => name).sort()
}

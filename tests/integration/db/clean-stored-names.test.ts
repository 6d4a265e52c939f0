/** Names that an older version stored are cleaned once. */
import { expect, test } from 'vitest'
import { cleanStoredNames } from '#lib/server/db/clean-stored-names.ts'
import { db } from '#lib/server/db/client.ts'
import { describeOnBoth, makePerson } from '#tests/support/database.ts'

describeOnBoth('stored names', () => {
  test('lose what deceives, in every table and beyond the first batch; a second run changes nothing', async () => {
    const { id: userId, teamId } = await makePerson({ name: 'Ad\u202ea' })
    await db().team.update({ where: { id: teamId }, data: { name: '\u200b' } })
    const token = { teamId, kind: 'device', hash: 'h', last4: 'last', createdById: userId } as const
    await db().token.create({ data: { ...token, name: 'Pho\ufeffne' } })
    await db().device.createMany({
      data: Array.from({ length: 1_200 }, (_, i) => ({
        teamId,
        installationId: `installation-${i}`,
        name: i % 600 === 0 ? `Pix\u2066el ${i}` : `Pixel ${i}`,
        model: i === 1_199 ? 'a\u009bb' : '',
      })),
    })
    expect(await cleanStoredNames()).toBe(6)
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ name: 'Ada' })
    expect(await db().team.findUnique({ where: { id: teamId } })).toMatchObject({ name: 'Unnamed' })
    expect(await db().token.findFirst({ where: { teamId } })).toMatchObject({ name: 'Phone' })
    expect(await db().device.count({ where: { name: { in: ['Pixel 0', 'Pixel 600'] } } })).toBe(2)
    expect(await db().device.count({ where: { model: 'a b' } })).toBe(1)
    expect(await cleanStoredNames()).toBe(0)
  })
})

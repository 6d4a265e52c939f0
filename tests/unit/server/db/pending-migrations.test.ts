/** Which migrations are left, and when a database and a program do not belong together. */
import { expect, test } from 'vitest'
import { isPostgres, sqliteFile } from '#lib/server/db/client.ts'
import { pendingMigrations } from '#lib/server/db/migrate.ts'

const known = ['1_a', '2_b', '3_c'].map((name) => ({ name, sql: '', checksum: `sum of ${name}` }))
const row = (name: string, fields: object = {}) => ({
  migration_name: name,
  checksum: `sum of ${name}`,
  finished_at: 'then',
  rolled_back_at: null,
  ...fields,
})

test('what was not applied is left, in order', () => {
  expect(pendingMigrations(known, []).map(({ name }) => name)).toEqual(['1_a', '2_b', '3_c'])
  expect(pendingMigrations(known, [row('1_a'), row('3_c')]).map(({ name }) => name)).toEqual(['2_b'])
  expect(
    pendingMigrations(
      known,
      known.map(({ name }) => row(name)),
    ),
  ).toEqual([])
})

test('one that was rolled back is left again', () => {
  expect(pendingMigrations(known, [row('1_a', { rolled_back_at: 'later' })])).toHaveLength(3)
})

test.each([
  ['a migration this program does not know', [row('4_d')], 'database-newer', '4_d'],
  ['one that has not ended', [row('1_a', { finished_at: null })], 'database-broken', '1_a'],
  ['one whose file was changed', [row('2_b', { checksum: 'other' })], 'database-broken', '2_b'],
])('%s is refused by name', (_name, rows, code, migration) => {
  expect(() => pendingMigrations(known, rows)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(migration) }),
  )
})

test('the address tells the database and the file', () => {
  expect(isPostgres('postgres://h/x') && isPostgres('postgresql://h/x')).toBe(true)
  expect(isPostgres('file:postgres:x')).toBe(false)
  expect(sqliteFile('file:./data/x.db')).toBe('./data/x.db')
  expect(sqliteFile('file:/data/x.db')).toBe('/data/x.db')
  expect(sqliteFile('file:///data/x.db')).toBe('/data/x.db')
})

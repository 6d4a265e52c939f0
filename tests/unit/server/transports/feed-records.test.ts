/** Lines that are joined to records share the thread as others do: no turn makes more than it has to. */
import { expect, test, vi } from 'vitest'
import { LineRecords } from '#lib/lines/line-records.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { feedRecords, nothingFed } from '#lib/server/transports/ingest/feed-records.ts'
import type { SourceSession } from '#lib/server/transports/ingest/source-session.ts'
import { SourceTurns } from '#lib/server/transports/ingest/source-turns.ts'

test('a turn may end between lines that make no record', async () => {
  const added: LogRecord[] = []
  const session = {
    add: (record: LogRecord) => added.push(record),
    whenRoom: async () => {},
  } as unknown as SourceSession
  const turns = new SourceTurns()
  const slice = vi.spyOn(turns, 'slice').mockImplementation(async (_token, run) => run(() => false))
  const record: LogRecord = { timeMs: 1, level: 'info', body: 'joined' }
  const fed = nothingFed()
  await feedRecords([null, null, record], { turns, tokenId: 't', session, ended: () => null }, fed)
  expect(added).toEqual([record])
  expect(fed.accepted).toBe(1)
  expect(slice).toHaveBeenCalledTimes(4)
})

test('records that are ready at once are made one by one', () => {
  const records = new LineRecords()
  const sources = ['a-1', 'b-1', 'c-1']
  for (const text of ['{', '  "half": 1,']) for (const source of sources) records.takeLine(`${source}  | ${text}`, 1)
  const parse = vi.spyOn(JSON, 'parse')
  const rest = records.eachAtEnd(2)
  rest.next()
  expect(parse).toHaveBeenCalledTimes(1)
  for (const _ of rest);
  expect(parse).toHaveBeenCalledTimes(3)
  parse.mockRestore()
})

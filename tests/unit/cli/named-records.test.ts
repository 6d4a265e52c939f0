/** Records that arrive before the name of their device wait for it, each session on its own. */
import { expect, test } from 'vitest'
import { NamedRecords } from '#lib/cli/named-records.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'

const record = (seq: number) => ({ seq }) as NumberedRecord
const state = (session: string, name: string) => ({ session, device: { name } }) as SessionState

test('records wait for the name of their own session and keep their order', () => {
  const printed: string[] = []
  const named = new NamedRecords((records, { session, device }) =>
    printed.push(`${session} ${device}: ${records.map(({ seq }) => seq)}`),
  )
  named.take('a', [record(1), record(2)])
  named.take('a', [record(3)])
  named.take('b', [record(1)])
  expect(printed).toEqual([])
  named.name(state('b', 'Kiosk'))
  named.take('b', [record(2)])
  expect(printed).toEqual(['b Kiosk: 1', 'b Kiosk: 2'])
  named.name(state('a', 'Phone'))
  named.name(state('a', 'Phone 2'))
  named.take('a', [record(4)])
  expect(printed.slice(2)).toEqual(['a Phone: 1,2,3', 'a Phone 2: 4'])
})

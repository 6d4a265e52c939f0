/** A large log goes to disk page by page; what stops it leaves no file behind. */
import { afterEach, expect, test, vi } from 'vitest'
import { type SaveChoice, writeLog } from '#app/_live/save/write-log.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const COUNT = 20_000
const CHOICE: SaveChoice = { format: 'text', which: 'all', columns: [] }

/** A live page with enough records for the browser to be asked where to write. */
function live(): LiveSource {
  const log = new LogStore({ schedule: (task) => task() })
  log.append(
    's',
    Array.from({ length: COUNT }, (_, i) => ({ seq: i + 1, timeMs: i, level: 'info', body: `record ${i + 1}` })),
    COUNT,
  )
  return { log, snapshot: () => ({ session: null }) } as unknown as LiveSource
}

/** The browser's dialog and the file that it gives. `fail` throws in place of the write with that number. */
function picked(fail: (write: number) => void = () => {}) {
  const file = { writes: [] as string[], isClosed: false, isAborted: false }
  const writable = {
    write: async (text: string) => {
      fail(file.writes.length)
      file.writes.push(text)
    },
    close: async () => {
      file.isClosed = true
    },
    abort: async () => {
      file.isAborted = true
    },
  }
  const showSaveFilePicker = vi.fn(async (_options: object) => ({ createWritable: async () => writable }))
  vi.stubGlobal('window', { showSaveFilePicker })
  return { file, showSaveFilePicker }
}

afterEach(() => vi.unstubAllGlobals())

test('it is written in pages, with the count after each', async () => {
  const { file, showSaveFilePicker } = picked()
  const counts: number[] = []
  const name = await writeLog(live(), CHOICE, {
    signal: new AbortController().signal,
    onProgress: (count) => counts.push(count),
  })
  expect(name).toMatch(/^logs_.*_all\.txt$/)
  expect(showSaveFilePicker.mock.calls[0]?.[0]).toMatchObject({ suggestedName: name })
  expect(file.writes).toHaveLength(40)
  expect(file.writes.join('').split('\n')).toHaveLength(COUNT + 1)
  expect(counts.at(-1)).toBe(COUNT)
  expect(file).toMatchObject({ isClosed: true, isAborted: false })
})

test('a person stops it', async () => {
  const { file } = picked()
  const stop = new AbortController()
  const saving = writeLog(live(), CHOICE, { signal: stop.signal, onProgress: (count) => count > 5_000 && stop.abort() })
  await expect(saving).rejects.toThrow()
  expect(file).toMatchObject({ isClosed: false, isAborted: true })
  expect(file.writes.length).toBeLessThan(20)
})

test('the disk is full', async () => {
  const { file } = picked((write) => {
    if (write === 3) throw new DOMException('no space', 'QuotaExceededError')
  })
  const saving = writeLog(live(), CHOICE, { signal: new AbortController().signal, onProgress: () => {} })
  await expect(saving).rejects.toMatchObject({ name: 'QuotaExceededError' })
  expect(file).toMatchObject({ isClosed: false, isAborted: true })
})

test('the person closes the dialog', async () => {
  vi.stubGlobal('window', {
    showSaveFilePicker: async () => {
      throw new DOMException('', 'AbortError')
    },
  })
  const saved = writeLog(live(), CHOICE, { signal: new AbortController().signal, onProgress: () => {} })
  expect(await saved).toBeNull()
})

/** A limit that no test names may be one that cannot be reached. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'

const tests = path.join(import.meta.dirname, '../..')

test('every limit has a unit in its name and is named by a test', () => {
  const texts = ['unit', 'integration', 'faults'].flatMap((suite) =>
    readdirSync(path.join(tests, suite), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(path.join(tests, suite, file), 'utf8')),
  )
  const isNamed = (limit: string) => texts.some((text) => new RegExp(`\\b(LIMITS\\.|limit )${limit}\\b`).test(text))
  expect(Object.keys(LIMITS).filter((limit) => !isNamed(limit))).toEqual([])
  const unit = /(Bytes|BytesMax|BytesMin|CharsMax|Ms|MsMax|Max|PerSecond|PerMinute|PerAccount|PerAddress)$/
  expect(Object.keys(LIMITS).filter((limit) => !unit.test(limit))).toEqual([])
})

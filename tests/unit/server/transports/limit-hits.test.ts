import { expect, test } from 'vitest'
import { LimitHits } from '#lib/server/limit-hits.ts'

test('every hit counts, and at most one a second is logged for each limit', () => {
  const lines: string[] = []
  let nowMs = 0
  const hits = new LimitHits(
    (line) => lines.push(line),
    () => nowMs,
  )
  for (; nowMs < 2_500; nowMs += 10) {
    hits.hit('connectionsMax', 'c')
    if (nowMs % 500 === 0) hits.hit('creditBytes', 'd')
  }
  expect(hits.counts.get('connectionsMax')).toBe(250)
  expect(lines.filter((line) => line.includes('connectionsMax'))).toHaveLength(3)
  expect(lines.filter((line) => line.includes('creditBytes'))).toHaveLength(3)
  expect(lines[0]).toBe('limit connectionsMax hit (1 so far): c')
})

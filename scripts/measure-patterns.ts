/**
 * Measures the patterns that are found in files of log lines: how many, which share of the lines the most frequent ones cover, and
 * what a line costs. `npx tsx scripts/measure-patterns.ts FILE…`; `--show` prints the patterns.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { maskedWords } from '#lib/viewer/patterns/masked-words.ts'
import { OTHER, TemplateTree } from '#lib/viewer/patterns/template-tree.ts'

/** Rounds over the same lines; the last is measured, when the code is warm. */
const ROUNDS = 10

const isShown = process.argv.includes('--show')
const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

for (const file of files) {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/).filter(Boolean)
  let tree = new TemplateTree()
  let micros = 0
  for (let round = 0; round < ROUNDS; round++) {
    tree = new TemplateTree()
    const startMs = performance.now()
    for (const line of lines) tree.add(line)
    micros = ((performance.now() - startMs) * 1_000) / lines.length
  }
  const counts = new Map<number, number>()
  for (const line of lines) {
    const id = tree.add(line)
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1])
  const share = (count: number) =>
    `${((sorted.slice(0, count).reduce((sum, [, n]) => sum + n, 0) / lines.length) * 100).toFixed(1)} %`
  const masks = new Set(lines.map((line) => maskedWords(line).join(' ')))
  console.log(
    `${path.basename(file)}: ${lines.length} lines, ${masks.size} masked, ${tree.size} patterns, top 10 ${share(10)}, ` +
      `top 20 ${share(20)}, other ${counts.get(OTHER) ?? 0}, ${micros.toFixed(1)} µs per line`,
  )
  if (isShown) for (const [id, count] of sorted) console.log(String(count).padStart(6), tree.text(id))
}

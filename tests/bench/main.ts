/**
 * `npm run bench`: what one delivered record costs the server, ours beside raw `ws` and Socket.IO, all in one run. Arms are
 * interleaved, the server's CPU time is measured and not the clock, an A/A control says whether the machine is quiet
 * enough. `-- --rounds 9 --viewers 10 --corpus DIR --json FILE`.
 */
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { bundleWorkers } from './bundle.ts'
import { LOAD_CORE, PinnedWorker } from './pinned-worker.ts'
import { controlOf, costTable, show } from './report/cost-table.ts'
import { measureCost } from './sections/cost.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    viewers: { type: 'string', default: '10' },
    corpus: { type: 'string' },
    json: { type: 'string' },
  },
})
const progress = (text: string) => {
  if (process.env.BENCH_TRACE) console.error(text)
  else if (process.stderr.isTTY) process.stderr.write(`\r${text.slice(0, 100).padEnd(100)}`)
}

await bundleWorkers()
const load = new PinnedWorker('load', LOAD_CORE)
const slices = await measureCost(load, {
  rounds: Number(values.rounds),
  viewers: Number(values.viewers),
  seed: 1,
  progress,
  ...(values.corpus ? { corpusDir: values.corpus } : {}),
})
progress('')
await load.stop()

console.log(
  `\nServer CPU-seconds per million delivered records; 1 device, ${values.viewers} viewers, ${values.rounds} interleaved rounds`,
)
console.log(`Node ${process.version}, ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.availableParallelism()} cores\n`)
for (const line of costTable(slices)) console.log(line)
const control = controlOf(slices)
if (control) {
  console.log(
    `\nA/A control: ${show(control.median)}× (${show(control.low)}–${show(control.high)})${control.isQuiet ? '' : ': too noisy for fine ratios'}; ` +
      `${control.disturbed} of ${control.slices} slices were disturbed by other programs`,
  )
}
if (values.json) writeFileSync(values.json, JSON.stringify(slices, null, 1))
process.exit(0)

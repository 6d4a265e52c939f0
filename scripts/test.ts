/** `npm test`: runs every suite. Finds or installs the programs they need, checks the sources, and builds them first. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import {
  findOrInstall,
  needChromium,
  needJournalUpload,
  needPostgres,
  needRedis,
  needRsyslog,
} from './need-programs.ts'
import { root, run, runScript } from './run-program.ts'
import { isBuilt } from './source-stamp.mjs'

const chromium = await needChromium()
needPostgres()
needRedis()
needRsyslog()
needJournalUpload()
// Their completion is tested where they are.
for (const shell of ['zsh', 'fish']) findOrInstall(shell, shell)
const env: Record<string, string> = chromium ? { CHROMIUM_PATH: chromium } : {}

runScript('check.ts')
if (!isBuilt()) runScript('build.ts')
for (const suite of ['integration', 'faults', 'measured-faults']) {
  // Faults mostly wait, so three files at once pay off on two cores.
  const beside = suite === 'measured-faults' ? [] : [`--maxWorkers=${suite === 'faults' ? 3 : 2}`]
  run('vitest', ['run', '--project', suite, ...beside], { ...env, VITEST_JSON: `dist/test/${suite}.json` })
}
run('playwright', ['test'], env)

// One plain last line, for readers of the end of a log. A suite with a failure has already ended this process.
const suites = ['unit', 'integration', 'faults', 'measured-faults'].map(
  (suite) => result(suite).numPassedTests as number,
)
const passed = suites.reduce((sum, one) => sum + one, result('e2e').stats.expected as number)
console.log(`\n${passed} passed, 0 failed`)

function result(suite: string) {
  return JSON.parse(readFileSync(path.join(root, `dist/test/${suite}.json`), 'utf8'))
}

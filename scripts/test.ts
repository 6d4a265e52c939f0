/** `npm test`: runs every suite. Finds or installs the programs they need, checks the sources, and builds them first. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { needChromium, needJournalUpload, needPostgres, needRedis, needRsyslog } from './need-programs.ts'
import { root, run, runScript } from './run-program.ts'
import { isBuilt } from './source-stamp.mjs'

const chromium = await needChromium()
needPostgres()
needRedis()
needRsyslog()
needJournalUpload()
const env: Record<string, string> = chromium ? { CHROMIUM_PATH: chromium } : {}

runScript('check.ts')
if (!isBuilt()) runScript('build.ts')
// These tests wait more than they compute, so three files at once pay off even on two cores.
run('vitest', ['run', '--project', 'integration', '--maxWorkers=3'], {
  ...env,
  VITEST_JSON: 'dist/test/integration.json',
})
run('vitest', ['run', '--project', 'faults'], { ...env, VITEST_JSON: 'dist/test/faults.json' })
run('playwright', ['test'], env)

// One plain last line, for readers of the end of a log. A suite with a failure has already ended this process.
const passed = vitestPassed('unit') + vitestPassed('integration') + vitestPassed('faults') + playwrightPassed()
console.log(`\n${passed} passed, 0 failed`)

function vitestPassed(suite: string): number {
  return result(suite).numPassedTests
}

function playwrightPassed(): number {
  return result('e2e').stats.expected
}

function result(suite: string) {
  return JSON.parse(readFileSync(path.join(root, `dist/test/${suite}.json`), 'utf8'))
}

/** `npm test`: everything that can be proved on this machine. Finds or installs what that needs, then checks, builds and runs. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { needChromium, needPostgres, needRedis } from './need.mjs'
import { root, run } from './prepare.mjs'
import { isBuilt } from './source-stamp.mjs'

const chromium = await needChromium()
needPostgres()
needRedis()
const env = chromium ? { CHROMIUM_PATH: chromium } : {}

run(process.execPath, ['scripts/check.mjs'])
if (!isBuilt()) await build()
// They wait more than they compute: two files at once, on two cores as well.
run('vitest', ['run', '--project', 'integration', '--maxWorkers=2'], {
  ...env,
  VITEST_JSON: 'dist/test/integration.json',
})
run('vitest', ['run', '--project', 'faults'], { ...env, VITEST_JSON: 'dist/test/faults.json' })
run('playwright', ['test'], env)

// One plain line for whoever reads only the end.
const passed = [
  vitestPassed('unit'),
  vitestPassed('integration'),
  vitestPassed('faults'),
  result('e2e').stats.expected,
].reduce((a, b) => a + b)
console.log(`\n${passed} passed, 0 failed`)

function vitestPassed(suite) {
  return result(suite).numPassedTests
}

/** A suite that failed has ended this process already. */
function result(suite) {
  return JSON.parse(readFileSync(path.join(root, `dist/test/${suite}.json`), 'utf8'))
}

/** `npm test`: everything that can be proved on this machine. Finds or installs what that needs, then checks, builds and runs. */
import { build, isBuilt } from './build.mjs'
import { needChromium, needPostgres } from './need.mjs'
import { run } from './prepare.mjs'

const chromium = await needChromium()
needPostgres()
const env = chromium ? { CHROMIUM_PATH: chromium } : {}

run(process.execPath, ['scripts/check.mjs'])
if (!isBuilt()) await build()
run('vitest', ['run', '--project', 'integration'], env)
run('playwright', ['test'], env)

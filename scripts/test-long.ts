/**
 * `npm run test:long`: the nightly runs. More schedules in the simulator, more mutations of what sources send, programs that are
 * costly to install, the faults that take minutes or an hour, and the SDK's package in every ecosystem that it should work in.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { needChromium, needPostgres, needRedis } from './need-programs.ts'
import { root, run, runScript } from './run-program.ts'
import { isBuilt } from './source-stamp.mjs'

needPostgres()
needRedis()
if (!isBuilt()) runScript('build.ts')
run('vitest', ['run', '--project', 'unit', 'tests/unit/simulator'], { LONG: '1' })
run('vitest', ['run', '--project', 'unit', 'tests/unit/ingest'], { LONG: '1' })
run('vitest', ['run', '--project', 'integration', 'long.test', 'hostile-requests'], { LONG: '1' })
for (const suite of ['faults', 'measured-faults'])
  run('vitest', ['run', '--project', suite, '--maxWorkers=1'], { LONG: '1' })

const packages = path.join(root, 'tests/ecosystems/packages')
if (!existsSync(path.join(packages, 'node_modules'))) {
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: packages, stdio: 'inherit' })
}
const chromium = await needChromium()
run('vitest', ['run', '--project', 'ecosystems'], chromium ? { CHROMIUM_PATH: chromium } : {})

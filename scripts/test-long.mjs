/** `npm run test:long`: the nightly runs. More schedules in the simulator, and the faults that take minutes or an hour. */
import { build } from './build.mjs'
import { needPostgres, needRedis } from './need.mjs'
import { run } from './prepare.mjs'
import { isBuilt } from './source-stamp.mjs'

needPostgres()
needRedis()
if (!isBuilt()) await build()
run('vitest', ['run', '--project', 'unit', 'tests/unit/simulator'], { LONG: '1' })
run('vitest', ['run', '--project', 'faults'], { LONG: '1' })

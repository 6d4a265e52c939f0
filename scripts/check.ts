/** `npm run check`: format, lint, types and unit tests. */
import { ensureGenerated } from './prepare.ts'
import { run } from './run-program.ts'

ensureGenerated()
run('biome', ['check', '--error-on-warnings', '.'])
run('next', ['typegen'])
run('tsc', ['--noEmit'])
run('vitest', ['run', '--project', 'unit', '--maxWorkers=2'], { VITEST_JSON: 'dist/test/unit.json' })

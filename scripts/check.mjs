/** `npm run check`: format, lint, types and unit tests; kept under a minute. */
import { ensureGenerated, run } from './prepare.mjs'

ensureGenerated()
run('biome', ['check', '--error-on-warnings', '.'])
run('next', ['typegen'])
run('tsc', ['--noEmit'])
run('vitest', ['run', '--project', 'unit'], { VITEST_JSON: 'dist/test/unit.json' })

/** `npm run -s agent-logger -- VERB`: runs the command line from its sources, after generating what they import. */
import { ensureGenerated } from './prepare.ts'
import { root } from './run-program.ts'

ensureGenerated()
process.chdir(root)
await import('#lib/cli/run.ts')

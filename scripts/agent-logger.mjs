#!/usr/bin/env node
/** `npm run -s agent-logger -- VERB`: the command line from its sources, with what they need generated first. */
import path from 'node:path'
import { register } from 'tsx/esm/api'
import { ensureGenerated } from './prepare.mjs'

ensureGenerated()
register()
process.chdir(path.join(import.meta.dirname, '..'))
await import('../lib/cli/run.ts')

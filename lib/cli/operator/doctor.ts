/**
 * `doctor`: looks at settings, data folder, database, Redis, mail, address, proxies and clock, says what it found and what to
 * do. Changes nothing. Exits with 1 when something does not work.
 */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { isAppError } from '#lib/protocol/app-error.ts'
import { addressFindings } from '#lib/server/administration/address-findings.ts'
import { diskFindings } from '#lib/server/administration/disk-findings.ts'
import { type Finding, ok, problem } from '#lib/server/administration/finding.ts'
import {
  databaseFindings,
  mailFinding,
  redisFinding,
  serverFinding,
} from '#lib/server/administration/service-findings.ts'
import { type Config, startConfig } from '#lib/server/config/env.ts'
import { version } from '#lib/server/config/version.ts'

const MARKS = { ok: '✓', warning: '!', problem: '✗' } as const

export async function run({ json }: { json?: boolean | undefined }, { stdout }: Streams): Promise<ExitCode> {
  let worst: Finding['state'] = 'ok'
  for await (const finding of findings()) {
    if (finding.state === 'problem' || (finding.state === 'warning' && worst === 'ok')) worst = finding.state
    stdout.write(json ? `${JSON.stringify(finding)}\n` : lines(finding))
  }
  if (!json) stdout.write(`\n${SUMMARY[worst]}\n`)
  return worst === 'problem' ? 1 : 0
}

const SUMMARY = {
  ok: 'Everything looks right.',
  warning: 'The server works. Read the lines marked with !.',
  problem: 'Something does not work. Read the lines marked with ✗.',
} as const

function lines({ state, about, says, advice }: Finding): string {
  const line = `${MARKS[state]} ${about.padEnd(13)} ${says}\n`
  return advice === undefined ? line : `${line}  ${' '.repeat(13)} ${advice}\n`
}

async function* findings(): AsyncGenerator<Finding> {
  yield ok('version', `Agent Logger ${version} on Node ${process.versions.node}.`)
  let config: Config
  try {
    config = startConfig()
  } catch (error) {
    const says = isAppError(error) ? error.message.replace(/\s*\n\s*/g, ' ') : String(error)
    return yield problem('settings', says, 'Fix the settings named above. .env.example lists all of them.')
  }
  yield ok('settings', 'All settings are valid.')
  yield* addressFindings(config)
  yield* diskFindings(config)
  yield* await databaseFindings(config)
  yield await redisFinding(config)
  yield await mailFinding(config)
  yield await serverFinding(config)
}

/** `token create`: prints only the token, so that scripts can use it. */
import { type ExitCode, type Streams, UsageError } from '#lib/cli/command.ts'
import { required } from '#lib/cli/options.ts'
import { isSourceKind, SOURCE_KINDS, type SourceKind } from '#lib/protocol/source-kinds.ts'
import { createTokenByOperator } from '#lib/server/auth/operator.ts'
import { withDatabase } from './open-database.ts'

export interface TokenCreateOptions {
  email?: string | undefined
  name?: string | undefined
  kind: string
  sources?: string | undefined
}

export async function run(options: TokenCreateOptions, { stdout }: Streams): Promise<ExitCode> {
  const email = required(options.email, '--email')
  const name = required(options.name, '--name')
  const { kind } = options
  const sources = options.sources === undefined ? null : sourceKinds(options.sources)
  if (kind !== 'device' && kind !== 'api' && kind !== 'host')
    throw new UsageError(`--kind is device, api or host, got "${kind}"`)
  stdout.write(`${await withDatabase(() => createTokenByOperator({ email, name, kind, sources }))}\n`)
  return 0
}

function sourceKinds(text: string): SourceKind[] {
  return text.split(',').map((part) => {
    const kind = part.trim()
    if (!isSourceKind(kind)) throw new UsageError(`--sources are some of ${SOURCE_KINDS.join(', ')}, got "${kind}"`)
    return kind
  })
}

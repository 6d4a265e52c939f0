/** The `--direct…` options of a command: also serves its records on the LAN, and prints on stderr how to connect. */

import { isAppError } from '#lib/protocol/app-error.ts'
import type { AgentLogger } from '#lib/sdk/index.ts'
import type { DirectServer, ServeDirectOptions } from '#lib/sdk/lan/direct-options.ts'
import { directNotice, serveDirect } from '#lib/sdk/lan/serve-direct.ts'
import { type Streams, UsageError } from './command.ts'
import { isGiven, readSecret, type SecretFlags } from './secret-options.ts'

export interface DirectValues {
  direct?: boolean | undefined
  directHost?: string | undefined
  directPort: number
  directCode?: string | undefined
  directCodeFile?: string | undefined
  directOpen?: boolean | undefined
  directAllow: string[]
}

/** Null without --direct. Throws UsageError for direct options without it, and for options that contradict each other. */
export async function readDirectOptions(
  values: DirectValues,
  name: string,
  streams: Streams,
): Promise<ServeDirectOptions | null> {
  const given: SecretFlags = { value: values.directCode, file: values.directCodeFile }
  const { directHost: host, directPort, directOpen: open = false, directAllow: allow } = values
  if (!values.direct) {
    if (host !== undefined || isGiven(given) || open || allow.length > 0 || directPort !== 0)
      throw new UsageError('options that begin with --direct- require --direct')
    return null
  }
  if (open && isGiven(given)) throw new UsageError('use either --direct-open or --direct-code')
  const code = open ? undefined : await readSecret('direct-code', { ...given, streams, isStdinFree: false })
  return {
    ...{ name, port: directPort, open, allow },
    ...(host === undefined ? {} : { host }),
    ...(code === undefined ? {} : { code }),
  }
}

/** Prints the code on stderr, because stdout may carry the log. */
export async function serveBeside(
  device: AgentLogger,
  options: ServeDirectOptions,
  stderr: NodeJS.WritableStream & { isTTY?: boolean },
): Promise<DirectServer> {
  const direct = await serveDirect(device, options).catch(async (error) => {
    await device.close()
    throw isAppError(error) ? new UsageError(error.message) : error
  })
  let shown: string | null | undefined
  const show = () => {
    if (shown === direct.code) return
    shown = direct.code
    stderr.write(`${directNotice(direct, { qr: stderr.isTTY === true })}\n`)
  }
  show()
  direct.onChange(show)
  return direct
}

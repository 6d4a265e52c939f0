/** The `--direct…` options of a verb: serves its records in the LAN too, and says on stderr how a viewer gets in. */
import type { AgentLogger } from '../device/index.ts'
import { isAppError } from '../errors.ts'
import type { DirectServer, ServeDirectOptions } from '../lan/direct-options.ts'
import { directNotice, serveDirect } from '../lan/serve-direct.ts'
import { UsageError } from './command.ts'

export const DIRECT_OPTIONS = {
  direct: { type: 'boolean', default: false },
  'direct-host': { type: 'string' },
  'direct-port': { type: 'string', default: '0' },
  'direct-code': { type: 'string' },
  'direct-open': { type: 'boolean', default: false },
  'direct-allow': { type: 'string', multiple: true, default: [] as string[] },
} as const

export const DIRECT_USAGE = `  --direct               serve the records in this network too, on a page and as ws://…/ws; needs no --server
  --direct-host ADDRESS  listen there (default: this machine's private IPv4 address; 127.0.0.1: this machine alone)
  --direct-port 0        (default: any free port)
  --direct-code CODE     a code of your own for all viewers (default: a random one for each)
  --direct-open          let viewers in without a code
  --direct-allow WHAT    a further name of this machine (mac.local), or the origin of a page that may connect
                         (https://logs.example.com); can be repeated`

export interface DirectValues {
  direct: boolean
  'direct-host'?: string | undefined
  'direct-port': string
  'direct-code'?: string | undefined
  'direct-open': boolean
  'direct-allow': string[]
}

/** Null when it was not asked for. Throws UsageError for options without --direct and for what is no port. */
export function readDirectOptions(values: DirectValues, name: string): ServeDirectOptions | null {
  const { 'direct-host': host, 'direct-code': code, 'direct-port': portText, 'direct-open': open } = values
  const allow = values['direct-allow']
  if (!values.direct) {
    if (host !== undefined || code !== undefined || open || allow.length > 0 || portText !== '0')
      throw new UsageError('options that begin with --direct- need --direct')
    return null
  }
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN
  if (!(port <= 65_535)) throw new UsageError(`--direct-port must be a number from 0 to 65535, got "${portText}"`)
  if (open && code !== undefined) throw new UsageError('give either --direct-open or --direct-code')
  return { name, port, open, allow, ...(host === undefined ? {} : { host }), ...(code === undefined ? {} : { code }) }
}

/** The code goes to stderr alone: what is logged goes elsewhere. */
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

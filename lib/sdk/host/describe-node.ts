/** Node, Bun and Deno's Node compatibility. Loads `node:os` at run time, because a static import would break browsers. */
import { builtinModule } from '#lib/sdk/record/builtin-module.ts'
import { readMember, readText } from '#lib/sdk/record/read-member.ts'
import type { Runtime } from './runtime.ts'

export function describeNode(process: unknown): Runtime {
  const versions = readMember(process, 'versions')
  const os = builtinModule(process, 'os')
  const call = (name: string): string => {
    const get = readMember(os, name)
    return typeof get === 'function' ? String(get()) : ''
  }
  const hostname = call('hostname')
  const script = readText(readMember(readMember(process, 'argv'), '1'))
  const runtime = ['bun', 'deno'].find((name) => readMember(versions, name)) ?? 'node'
  const platform = readText(readMember(process, 'platform'))
  const names: Record<string, string> = { darwin: 'macOS', win32: 'Windows', linux: 'Linux' }
  const program = script.split(/[\\/]/).pop() ?? ''
  return {
    platform: runtime,
    os: `${names[platform] ?? platform} ${call('release')}`.trim(),
    model: `${runtime === 'node' ? 'Node.js' : runtime} ${readText(readMember(versions, runtime))}`,
    name: [program, hostname].filter(Boolean).join(' on '),
    fingerprint: `${hostname}\n${script}`,
  }
}

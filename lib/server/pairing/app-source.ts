/**
 * Where apps of the Flutter package run, which carry no identity: a source is a host, an address and a program. What runs at
 * one source may still be several apps, of several people; nothing here says whose they are. Pure.
 */
import { createHash } from 'node:crypto'
import { FLUTTER_INSTALLATION_PREFIX } from '#lib/protocol/ids.ts'

export function sourceOf(host: string, address: string, userAgent: string): string {
  return JSON.stringify([host.toLowerCase(), address, userAgent])
}

/**
 * [FB8] The installation id of the app with this number among those that a team has at a source. It tells devices apart in
 * lists, is the same after the server restarts, and does not reveal the address.
 */
export function installationIdOf(teamId: string, source: string, number: number): string {
  const text = JSON.stringify([teamId, source, number])
  return `${FLUTTER_INSTALLATION_PREFIX}${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}

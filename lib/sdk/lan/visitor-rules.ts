/**
 * Decides which requests a direct server answers, by the address they used (DNS rebinding) and the page they come from (cross-site
 * requests). Pure. A page on the internet that made its own name point here still gives that name, and its own origin.
 */
import { AppError } from '#lib/protocol/app-error.ts'

export interface VisitorRules {
  port: number
  /** Hosts as a URL spells them. */
  ownHosts: ReadonlySet<string>
  allowed: AllowList
}

/** Further hosts of this machine (`mac.local`, `mac.local:8080`), and origins of other pages that may connect. */
export interface AllowList {
  hosts: ReadonlySet<string>
  origins: ReadonlySet<string>
}

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/

/** Throws AppError for what is neither a host nor an origin. */
export function readAllowList(entries: readonly string[]): AllowList {
  const hosts = new Set<string>()
  const origins = new Set<string>()
  for (const entry of entries) {
    const text = entry.trim().toLowerCase()
    const url = /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : null
    if (url && url.pathname === '/' && url.search === '' && url.hash === '') origins.add(url.origin)
    else if (HOST.test(text)) hosts.add(text)
    else
      throw new AppError(
        'usage',
        `"${entry}" is neither a host such as mac.local nor an origin such as https://logs.example.com`,
      )
  }
  return { hosts, origins }
}

/** True when the Host header is an address of this machine with this port, or an allowed host. */
export function isOwnHost(host: string | undefined, { port, ownHosts, allowed }: VisitorRules): boolean {
  const [, name, givenPort = '80'] = HOST.exec(host?.toLowerCase() ?? '') ?? []
  if (name === undefined) return false
  if (allowed.hosts.has(name) || allowed.hosts.has(`${name}:${givenPort}`)) return true
  return ownHosts.has(name) && Number(givenPort) === port
}

/** True without a page (a native viewer, a typed address), for our own page and for an allowed one. `Origin: null` is refused. */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  { allowed }: VisitorRules,
): boolean {
  if (origin === undefined) return true
  return origin.toLowerCase() === `http://${host?.toLowerCase()}` || allowed.origins.has(origin.toLowerCase())
}

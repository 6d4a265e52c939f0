/** A route that changes something writes to the audit log, or stands here with the reason why not. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Paths below app, without `/route.ts`; with a method where another one of the route is audited. */
const WITHOUT_AUDIT: Record<string, string> = {
  'api/auth/[...nextauth]': 'next-auth: its callbacks in lib/server/auth/options.ts write sign-ins and sign-outs',
  'api/v1/viewer-ticket': 'opens a socket of a page; changes nothing',
  'api/v1/account/verify-email': 'sends a mail; the link in it is what verifies, and that is written',
  'api/v1/account/totp POST': 'makes a secret that counts only once its first code is given, and that is written',
  'api/v1/account/passkeys/[id] PATCH': 'changes a label that only its owner sees',
  'api/v1/account/passkeys/options': 'makes a challenge; its answer is what counts, and that is written',
  'api/v1/account/passkeys/proof-options': 'makes a challenge; its answer is what counts, and that is written',
  'api/v1/sign-in/passkey/options': 'makes a challenge; its answer is what counts, and that is written',
  'api/v1/links/[id]/open': 'a read with a body, so that the secret is in no address',
  'api/v1/team/invites/preview': 'a read with a body, so that the secret is in no address',
}

const routes = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'route.ts')
  .map((file) => ({ route: path.dirname(file), text: readFileSync(path.join('app', file), 'utf8') }))

/** One text per changing method: from its definition to the next. */
function changesIn(text: string): [method: string, text: string][] {
  const parts = text.split(/^export (?=const |\{)/m)
  return parts.flatMap((part): [string, string][] => {
    const method = /^(?:const |\{.*\b)(POST|PUT|PATCH|DELETE)\b/.exec(part)?.[1]
    return method ? [[method, part]] : []
  })
}

const changing = routes.flatMap(({ route, text }) => changesIn(text).map(([method, part]) => ({ route, method, part })))

test('there are as many changing methods as the routes export', () => {
  expect(changing.length).toBeGreaterThan(20)
  expect(changing.map(({ route, method }) => `${method} ${route}`)).toContain('DELETE api/v1/tokens/[id]')
  expect(changing.map(({ route }) => route)).toContain('api/auth/[...nextauth]')
})

test.each(changing.map(({ route, method, part }) => [method, route, part] as const))('%s %s', (method, route, part) => {
  if (route in WITHOUT_AUDIT || `${route} ${method}` in WITHOUT_AUDIT) expect(part).not.toMatch(/\baudit\(/)
  else expect(part).toMatch(/\baudit\(/)
})

test('every exception still exists', () => {
  const known = new Set(changing.flatMap(({ route, method }) => [route, `${route} ${method}`]))
  expect(Object.keys(WITHOUT_AUDIT).filter((route) => !known.has(route))).toEqual([])
})

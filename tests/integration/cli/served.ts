/** The built server with an owner. Tokens and links are made here in its database: the verbs that do it have tests of their own. */
import { createLinkByOperator, createTokenByOperator, createUserByOperator } from '#lib/auth/operator.ts'
import { loadConfig, putConfig } from '#lib/config/env.ts'
import { closeDb } from '#lib/db/client.ts'
import { startServer, type TestServer } from '../../support/start-server.ts'

export const EMAIL = 'owner@example.com'

export interface Served {
  server: TestServer
  token(kind: 'device' | 'api'): Promise<string>
  link(opened: { session?: string; device?: string; expiresInMs?: number }): Promise<string>
  remove(): Promise<void>
}

export async function serve(): Promise<Served> {
  const server = await startServer()
  putConfig(loadConfig({ AGENT_LOGGER_DATA_DIR: server.dataDir, PUBLIC_URL: server.url }))
  await createUserByOperator({ email: EMAIL, password: 'correct horse battery' })
  return {
    server,
    token: (kind) => createTokenByOperator({ email: EMAIL, name: kind, kind }),
    link: (opened) => createLinkByOperator({ email: EMAIL, ...opened }),
    remove: async () => {
      await closeDb()
      await server.remove()
    },
  }
}

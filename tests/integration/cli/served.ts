/**
 * The built server with an owner. Creates tokens and links directly in its database; the commands for that have their
 * own tests.
 */
import { createLinkByOperator, createTokenByOperator, createUserByOperator } from '#lib/server/auth/operator.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'
import { closeDb } from '#lib/server/db/client.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'

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

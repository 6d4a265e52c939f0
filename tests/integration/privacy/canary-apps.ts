/** Flutter apps that send marked logs through the servers of a canary run: watched, unwatched, lost and unclaimed. */
import { expect, vi } from 'vitest'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { DartClient } from '#tests/support/dart-client.ts'
import type { TestServer } from '#tests/support/start-server.ts'

export interface Apps {
  near: TestServer
  far: TestServer
  hostKey: string
  /** A viewer's token. */
  apiToken: string
}

const LOGS = 300

/** Resolves when all logs have passed and the sockets are closed. */
export async function sendFromApps({ near, far, hostKey, apiToken }: Apps, mark: string): Promise<void> {
  const port = Number(new URL(near.url).port)
  const app = await DartClient.greeted(port, { host: `${hostKey}.localhost:${port}` })
  app.log(`${mark} unseen`)
  const seen = new Set<string>()
  const connection = new ViewerConnection({
    server: far.url,
    hello: async () => ({ version: PROTOCOL_VERSION, token: apiToken }),
  })
  const subscriber = new LogSubscriber({
    connection,
    target: { session: app.sessionId as string },
    want: 'all',
    handlers: {
      onRecords: (_session, records) => {
        for (const { body } of records) seen.add(body)
      },
      onGone: () => {},
    },
  })
  // Until the claim arrives, nobody may see what the app sends.
  await vi.waitFor(
    () => {
      app.log(`${mark} hello`)
      expect(seen.size).toBeGreaterThan(0)
    },
    { timeout: 60_000 },
  )
  for (let i = 0; i < LOGS; i++) {
    app.log(`${mark} app ${i}`, { level: 'error', error: `Exception: ${mark} ${i}`, stackTrace: `${mark} stack ${i}` })
  }
  app.send(`{"type":"log","data":{"message":"${mark} broken`)
  app.send(JSON.stringify({ type: 'hello', mark }))
  app.log(`${mark} `.repeat(120_000)) // over the bound of a message
  app.log(`${mark} last`)
  const unclaimed = await DartClient.greeted(port)
  unclaimed.log(`${mark} unclaimed`)
  await vi.waitFor(() => expect(seen.has(`${mark} last`)).toBe(true), { timeout: 30_000 })
  expect([...seen].filter((body) => body.startsWith(`${mark} app`))).toHaveLength(LOGS)
  app.close()
  unclaimed.kill()
  subscriber.close()
  connection.close()
}

/** A device of the SDK in this process, and its live page: for stories about reading records. */
import type { Locator, Page } from '@playwright/test'
import { type AgentLogger, startAgentLogger } from '#lib/sdk/index.ts'
import type { TestServer } from './start-server.ts'

export interface LiveScene {
  device: AgentLogger
  page: Page
  log: Locator
  /** The pane with everything about a record. */
  detail: Locator
  /** The row that shows this text. */
  row(text: string | RegExp): Locator
  /** Path of the live page. */
  path: string
}

export async function openLiveScene(page: Page, server: TestServer, email: string): Promise<LiveScene> {
  const token = server.cli(['token', 'create', '--email', email, '--name', 'story']).trim()
  const device = startAgentLogger({ server: server.url, token, name: 'Shop', warn: () => {} })
  device.log({ level: 'info', body: 'the first record' })
  await device.flush()
  const path = `/dashboard/sessions/${device.session}`
  await page.goto(path)
  const log = page.getByRole('log')
  await log.getByText('the first record').waitFor()
  return {
    device,
    page,
    log,
    detail: page.getByRole('complementary', { name: /Record \d+/ }),
    row: (text) => log.getByRole('option').filter({ hasText: text }),
    path,
  }
}

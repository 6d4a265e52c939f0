/** Stories of people in a real Chromium, against the built server. */
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  // Limits for a page that never gets there, not for a slow machine.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // Each has a server of its own; three keep two cores busy.
  workers: 3,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'dist/test/e2e.json' }]],
  use: {
    locale: 'en-US',
    // A picture and a copy of the document at every step cost time in each story; `--trace on` brings them back.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
      // The last five keep Chromium's own network calls off a closed network.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
})

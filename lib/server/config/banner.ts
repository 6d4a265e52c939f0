/** What the server prints when it is ready: its address, what it uses, and the next step. */
import type { Config } from './env.ts'
import { version } from './version.ts'

/** `setup` is the one-time link of an empty server; null once the server has an owner. */
export function banner(config: Config, setup: string | null): string[] {
  const database = /^postgres/.test(config.databaseUrl) ? 'PostgreSQL' : 'SQLite'
  return [
    '',
    `  Agent Logger ${version} is ready`,
    '',
    `  Open      ${config.publicUrl}`,
    `  Data      ${config.dataDir} (${database}; metadata only, logs are never stored)`,
    ...(setup
      ? [`  Setup     ${setup}`, '', '  Open the setup link to become the owner of this server. It works once.']
      : [
          `  Sign-up   ${config.signUp}`,
          '',
          '  Next: sign in, create a device token and paste its snippet into your app.',
        ]),
    '',
  ]
}

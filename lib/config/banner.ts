/** What the server prints when it is ready: where it is, what it uses and the next step. */
import type { Config } from './env.ts'
import { version } from './version.ts'

/** `setup` is the one-time link of an empty server; null once it has an owner. */
export function banner(config: Config, setup: string | null): string[] {
  const database = /^postgres/.test(config.databaseUrl) ? 'PostgreSQL' : 'SQLite'
  return [
    '',
    `  Agent Logger ${version} is ready`,
    '',
    `  Open      ${config.publicUrl}`,
    `  Data      ${config.dataDir} (${database}; metadata only, logs are never stored)`,
    ...(setup
      ? [`  Set-up    ${setup}`, '', '  Open the set-up link once to become the owner of this server.']
      : [
          `  Sign-up   ${config.signUp}`,
          '',
          '  Next: sign in, create a device token, paste its snippet into your app.',
        ]),
    '',
  ]
}

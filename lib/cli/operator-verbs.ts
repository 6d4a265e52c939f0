/**
 * Commands that open the server's own database or start the server. Their code loads only when they run, so that the client
 * package contains none of it.
 */
import type { Command } from '@commander-js/extra-typings'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type AddVerb, UsageError } from './command.ts'
import { duration } from './durations.ts'
import { port } from './options.ts'

export const addOperatorVerbs: AddVerb = (program, invocation) => {
  program.commandsGroup('Operate a server (in its own folder):')
  program
    .command('serve')
    .summary('run the server')
    .option('-p, --port <port>', 'port to listen on; 0 for any free one', port('--port'))
    .option('--host <address>', 'address to listen on')
    .option('--verbose', 'print every request')
    .addHelpText('after', '\nEvery other setting is an environment variable: see .env.example.')
    .action(async (options) => {
      const { run } = await import('./operator/serve.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })

  addUserVerbs(program, invocation)
  addTokenVerbs(program, invocation)
  addLinkVerbs(program, invocation)
  addTeamVerbs(program, invocation)
  addUpkeepVerbs(program, invocation)
}

const addUserVerbs: AddVerb = (program, invocation) => {
  const user = addGroup(program, 'user', 'manage people')
  user
    .command('list')
    .summary('list accounts')
    .option('--search <text>', 'only those whose address or name contains this')
    .option('--json', 'print one JSON object per line')
    .action(async (options) => {
      const { run } = await import('./operator/user-list.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  user
    .command('add')
    .summary('add a person')
    .option('--email <email>', 'address to sign in with')
    .option('--name <name>', 'name that teammates see')
    .option('--password-stdin', 'read the password from stdin, so that it does not appear in process lists')
    .addHelpText('after', '\nThe first person on an empty server becomes its owner.')
    .action(async (options) => {
      const { run } = await import('./operator/user-add.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  user
    .command('reset-link')
    .summary('print a link that sets a new password, once')
    .option('--email <email>', 'the person who forgot the password')
    .addHelpText('after', '\nPrints only the link, which begins with PUBLIC_URL. Hand it over on a safe way.')
    .action(async (options) => {
      const { run } = await import('./operator/user-reset-link.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  user
    .command('reset-factors')
    .summary('remove a lost second factor, passkeys and recovery codes')
    .option('--email <email>', 'the person who lost them')
    .action(async (options) => {
      const { resetFactors } = await import('./operator/user-acts.ts')
      invocation.exitCode = await resetFactors(options, invocation.streams)
    })
  user
    .command('disable')
    .summary('stop an account and what it made, until you enable it')
    .option('--email <email>', 'the account')
    .action(async (options) => {
      const { disable } = await import('./operator/user-acts.ts')
      invocation.exitCode = await disable(options, invocation.streams)
    })
  user
    .command('enable')
    .summary('let a disabled account work again')
    .option('--email <email>', 'the account')
    .action(async (options) => {
      const { enable } = await import('./operator/user-acts.ts')
      invocation.exitCode = await enable(options, invocation.streams)
    })
  user
    .command('delete')
    .summary('delete an account with its teams of one')
    .option('--email <email>', 'the account')
    .option('--yes', 'do not ask')
    .action(async (options) => {
      const { remove } = await import('./operator/user-acts.ts')
      invocation.exitCode = await remove(options, invocation.streams)
    })
  user
    .command('role')
    .summary('make an account own the server, or change its role on a team')
    .option('--email <email>', 'the account')
    .option('--server-owner <yes|no>', 'whether it owns this server')
    .option('--team <id>', 'the team')
    .option('--role <role>', 'owner, member or viewer')
    .action(async (options) => {
      const { role } = await import('./operator/user-acts.ts')
      invocation.exitCode = await role(options, invocation.streams)
    })
}

const addTokenVerbs: AddVerb = (program, invocation) => {
  const token = addGroup(program, 'token', 'manage tokens')
  token
    .command('list')
    .summary('list tokens that are not revoked, without their secrets')
    .option('--team <text>', 'only of teams with this id, or whose name contains this')
    .option('--json', 'print one JSON object per line')
    .action(async (options) => {
      const { run } = await import('./operator/token-list.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  token
    .command('create')
    .summary('create a token and print it')
    .option('--email <email>', 'person to create it as')
    .option('--name <name>', 'name in the list of tokens')
    .option('--kind <kind>', 'device, api or host', 'device')
    .option('--sources <kinds>', 'only these kinds of sources may use it, such as otlp,syslog (default: all)')
    .addHelpText(
      'after',
      '\nThe token cannot be shown again. A host key is the first label of an unmodified app’s address.',
    )
    .action(async (options) => {
      const { run } = await import('./operator/token-create.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  token
    .command('revoke')
    .summary('end a token at once')
    .option('--id <id>', 'its id in `token list`')
    .action(async (options) => {
      const { run } = await import('./operator/token-revoke.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
}

const addLinkVerbs: AddVerb = (program, invocation) => {
  const link = addGroup(program, 'link', 'manage share links')
  link
    .command('list')
    .summary('list share links that still work, without their secrets')
    .option('--team <text>', 'only of teams with this id, or whose name contains this')
    .option('--json', 'print one JSON object per line')
    .action(async (options) => {
      const { run } = await import('./operator/link-list.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  link
    .command('create')
    .summary('create a share link and print it')
    .option('--email <email>', 'person to create it as')
    .option('--session <id>', 'share this session')
    .option('--device <id>', 'share this device across its sessions')
    .option('--expires <time>', 'how long the link works', duration('--expires', LIMITS.linkExpiryMaxMs), 24 * 3600_000)
    .addHelpText('after', '\nThe link begins with PUBLIC_URL. The server cannot show it again.')
    .action(async (options) => {
      const { run } = await import('./operator/link-create.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  link
    .command('revoke')
    .summary('end a share link and its viewers at once')
    .option('--id <id>', 'its id in `link list`')
    .action(async (options) => {
      const { run } = await import('./operator/link-revoke.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
}

const addTeamVerbs: AddVerb = (program, invocation) => {
  const team = addGroup(program, 'team', 'manage teams')
  team
    .command('list')
    .summary('list teams with what they hold')
    .option('--search <text>', 'only those whose name contains this')
    .option('--json', 'print one JSON object per line')
    .action(async (options) => {
      const { run } = await import('./operator/team-list.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  team
    .command('delete')
    .summary('delete a team with its devices, sessions, tokens and links')
    .option('--id <id>', 'its id in `team list`')
    .option('--yes', 'do not ask')
    .action(async (options) => {
      const { run } = await import('./operator/team-delete.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
}

const DAY_MS = 24 * 3600_000

const addUpkeepVerbs: AddVerb = (program, invocation) => {
  const session = addGroup(program, 'session', 'manage past sessions')
  session
    .command('prune')
    .summary('delete past sessions and devices now, as the settings say or sooner')
    .option('--older-than <time>', 'sessions that ended longer ago', duration('--older-than', 3_650 * DAY_MS))
    .action(async (options) => {
      const { run } = await import('./operator/session-prune.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  program
    .command('audit')
    .summary('print the audit log, oldest first')
    .option('--since <time>', 'how far back', duration('--since', 3_650 * DAY_MS), 7 * DAY_MS)
    .option('--json', 'print one JSON object per line')
    .action(async (options) => {
      const { run } = await import('./operator/audit.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
  program
    .command('doctor')
    .summary('check settings, data folder, database, Redis, mail, proxies and clock')
    .option('--json', 'print one JSON object per line')
    .addHelpText('after', '\nChanges nothing. The exit code is 1 when something does not work.')
    .action(async (options) => {
      const { run } = await import('./operator/doctor.ts')
      invocation.exitCode = await run(options, invocation.streams)
    })
}

/** A command group does nothing without a subcommand. */
function addGroup(program: Command, name: string, summary: string) {
  return program
    .command(name)
    .summary(summary)
    .argument('[command...]')
    .action((words) => {
      const verbs = program.commands.find((group) => group.name() === name)?.commands.map((verb) => verb.name())
      throw new UsageError(`"${[name, ...words].join(' ')}" is not a command; ${name} has: ${verbs?.join(', ')}`)
    })
}

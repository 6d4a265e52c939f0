/** Every word of the interface in Russian, with the keys of en.ts. */
import { actions } from './ru/actions.ts'
import { administration } from './ru/administration.ts'
import { auth } from './ru/auth.ts'
import { dashboard } from './ru/dashboard.ts'
import { demo } from './ru/demo.ts'
import { devices } from './ru/devices.ts'
import { errors } from './ru/errors.ts'
import { failure } from './ru/failure.ts'
import { files } from './ru/files.ts'
import { labels } from './ru/labels.ts'
import { levels } from './ru/levels.ts'
import { link } from './ru/link.ts'
import { links } from './ru/links.ts'
import { live } from './ru/live.ts'
import { open } from './ru/open.ts'
import { pairing } from './ru/pairing.ts'
import { reading } from './ru/reading.ts'
import { record } from './ru/record.ts'
import { recovery } from './ru/recovery.ts'
import { rejections } from './ru/rejections.ts'
import { scanner } from './ru/scanner.ts'
import { security } from './ru/security.ts'
import { server } from './ru/server.ts'
import { sessions } from './ru/sessions.ts'
import { settings } from './ru/settings.ts'
import { share } from './ru/share.ts'
import { snippets } from './ru/snippets.ts'
import { team } from './ru/team.ts'
import { tokens } from './ru/tokens.ts'
import { ui } from './ru/ui.ts'

export const ru = {
  actions,
  administration,
  auth,
  dashboard,
  demo,
  devices,
  reading,
  record,
  recovery,
  rejections,
  errors,
  failure,
  files,
  labels,
  levels,
  link,
  links,
  live,
  pairing,
  open,
  scanner,
  security,
  server,
  sessions,
  settings,
  share,
  snippets,
  team,
  tokens,
  ui,
} as const

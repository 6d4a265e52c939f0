/** Every word of the interface in Russian, with the keys of en.ts. */
import { auth } from './ru/auth.ts'
import { dashboard } from './ru/dashboard.ts'
import { demo } from './ru/demo.ts'
import { devices } from './ru/devices.ts'
import { diagnosis } from './ru/diagnosis.ts'
import { errors } from './ru/errors.ts'
import { levels } from './ru/levels.ts'
import { link } from './ru/link.ts'
import { links } from './ru/links.ts'
import { live } from './ru/live.ts'
import { open } from './ru/open.ts'
import { pairing } from './ru/pairing.ts'
import { scanner } from './ru/scanner.ts'
import { server } from './ru/server.ts'
import { sessions } from './ru/sessions.ts'
import { settings } from './ru/settings.ts'
import { share } from './ru/share.ts'
import { team } from './ru/team.ts'
import { tokens } from './ru/tokens.ts'
import { ui } from './ru/ui.ts'

export const ru = {
  auth,
  dashboard,
  demo,
  devices,
  diagnosis,
  errors,
  levels,
  link,
  links,
  live,
  pairing,
  open,
  scanner,
  server,
  sessions,
  settings,
  share,
  team,
  tokens,
  ui,
} as const

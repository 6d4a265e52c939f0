/** Every word of the interface in English: one file per namespace. It decides the keys; ru.ts must have the same. */
import { actions } from './en/actions.ts'
import { administration } from './en/administration.ts'
import { auth } from './en/auth.ts'
import { dashboard } from './en/dashboard.ts'
import { demo } from './en/demo.ts'
import { devices } from './en/devices.ts'
import { errors } from './en/errors.ts'
import { failure } from './en/failure.ts'
import { files } from './en/files.ts'
import { labels } from './en/labels.ts'
import { levels } from './en/levels.ts'
import { link } from './en/link.ts'
import { links } from './en/links.ts'
import { live } from './en/live.ts'
import { open } from './en/open.ts'
import { pairing } from './en/pairing.ts'
import { reading } from './en/reading.ts'
import { record } from './en/record.ts'
import { recovery } from './en/recovery.ts'
import { rejections } from './en/rejections.ts'
import { scanner } from './en/scanner.ts'
import { security } from './en/security.ts'
import { server } from './en/server.ts'
import { sessions } from './en/sessions.ts'
import { settings } from './en/settings.ts'
import { share } from './en/share.ts'
import { snippets } from './en/snippets.ts'
import { team } from './en/team.ts'
import { tokens } from './en/tokens.ts'
import { ui } from './en/ui.ts'

export const en = {
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

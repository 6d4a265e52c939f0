/** Words of the list of share links. */
export const links = {
  title: 'Links',
  text: 'Whoever holds a link watches one session or device, without an account, until it expires.',
  opensSession: 'One session',
  opensDevice: 'All sessions of the device',
  by: 'by {name}',
  created: 'created',
  expires: 'expires',
  used: 'opened',
  neverUsed: 'never opened',
  watchersNow: '{count, plural, =0 {nobody watching} one {# watching now} other {# watching now}}',
  secretHint: 'The link itself is not listed: its secret part never reached the server.',
  revoke: 'Revoke',
  revokeTitle: 'Revoke this link?',
  revokeText:
    '{count, plural, =0 {Nobody watches through it now.} one {One person watches through it and is cut off within a second.} other {# people watch through it and are cut off within a second.}} It cannot be opened any more.',
  revoked: 'The link is revoked.',
  emptyTitle: 'No links yet',
  emptyText: 'Open a live session and press Share. The link and its QR code are made in your browser.',
  toSessions: 'See sessions',
} as const

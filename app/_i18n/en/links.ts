/** Words of the list of share links. */
export const links = {
  title: 'Share links',
  text: 'Anyone with a link can watch one session or device, without an account, until the link expires.',
  opensSession: 'One session',
  opensDevice: 'All sessions on the device',
  by: 'by {name}',
  created: 'created',
  expires: 'expires',
  used: 'opened',
  neverUsed: 'never opened',
  watchersNow: '{count, plural, =0 {no one watching} one {# watching now} other {# watching now}}',
  secretHint: 'You can’t copy a link again from here, because its secret part never reaches the server.',
  revoke: 'Revoke',
  revokeTitle: 'Revoke this link?',
  revokeText:
    '{count, plural, =0 {No one is watching through it right now.} one {One person is watching through it and will be disconnected within a second.} other {# people are watching through it and will be disconnected within a second.}} The link will stop working permanently.',
  revoked: 'Link revoked.',
  emptyTitle: 'No share links yet',
  emptyText: 'Open a live session and click Share. The link and its QR code are created in your browser.',
  toSessions: 'View sessions',
} as const

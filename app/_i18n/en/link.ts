/** Words of the page that a share link opens. */
export const link = {
  /** Generic on purpose: the title of a tab is seen by others. */
  title: 'Live logs',
  readOnly: 'Read-only',
  expires: 'The link works until',
  noSecretTitle: 'The link is not complete',
  noSecretText: 'The part after # is missing. Copy the whole link again, or ask for a new one.',
  malformedTitle: 'The link is not complete',
  malformedText: 'The part after # is cut or changed. Copy the whole link again, or ask for a new one.',
  unknownTitle: 'This link opens nothing',
  unknownText: 'It does not exist, or its secret part is wrong. Copy the whole link again, or ask for a new one.',
  expiredTitle: 'The link has expired',
  expiredText: 'Ask the person who sent it for a new one.',
  revokedTitle: 'The link was revoked',
  revokedText: 'Its owner has ended your access. Ask them if you still need it.',
  otherTitle: 'The link cannot be opened now',
  reload: 'Try again',
} as const

/** Words of the page that a share link opens. */
export const link = {
  /** Until the device is known. Generic, because previews of links show it. */
  title: 'Live logs',
  readOnly: 'Read-only',
  readOnlyUntil: 'Read-only, link expires {time}',
  noSecretTitle: 'This link is incomplete',
  noSecretText: 'The part after the # is missing. Copy the whole link again, or ask for a new one.',
  malformedTitle: 'This link is incomplete',
  malformedText: 'The part after the # was cut off or altered. Copy the whole link again, or ask for a new one.',
  unknownTitle: 'Link not found',
  unknownText:
    'The link doesn’t exist, or the part after the # is wrong. Copy the whole link again, or ask for a new one.',
  expiredTitle: 'This link has expired',
  expiredText: 'Ask the person who sent it for a new one.',
  revokedTitle: 'This link was revoked',
  revokedText: 'The team that shared it ended your access. Ask for a new link if you still need it.',
  otherTitle: 'Can’t open this link right now',
  help: 'Why a link does not open',
  reload: 'Try again',
} as const

/** Words of the command palette and of the list of keys. */
export const actions = {
  palette: 'Commands',
  keys: 'Keyboard shortcuts',
  keysText: 'These work whenever you’re not typing.',
  andThen: 'then',
  placeholder: 'Type a command, a device or a session',
  nothing: 'Nothing found',
  live: 'Live',
  devices: 'Devices',
  help: 'Help',
  topics: {
    connect: 'Connect an app',
    share: 'Share logs',
    access: 'Access and privacy',
    direct: 'Direct mode',
    troubleshooting: 'When something is wrong',
    terms: 'Words',
  },
  views: 'Saved views',
  sessions: 'Sessions',
  group: {
    records: 'Records',
    view: 'View',
    page: 'This page',
    go: 'Go to',
    help: 'Help',
  },
} as const

/** Words of the page that opens a session from an address, a code or a link. */
export const open = {
  title: 'Open a session',
  text: 'Paste a link or address from the app or from someone else, or scan the app’s QR code.',
  mode: 'Where the logs come from',
  relay: 'Relay server',
  direct: 'Direct P2P',
  input: 'Link, address, share text or session ID',
  inputHint: 'ws://host:8080/ws?type=web&session=…, a share link or just a session ID',
  directInput: 'Address of the phone',
  directHint: 'ws://192.168.1.20:41234/ws, as shown in the app. You must be on the same network.',
  otherServer: 'The session is on another relay',
  server: 'Server address',
  serverHint: 'host:port of another relay. Leave empty to use this server.',
  open: 'Open',
  scan: 'Scan QR code',
  scanText: 'Point the camera at the code shown in the app.',
  is: {
    here: 'Session {id} on this server. You may need to sign in.',
    relay: 'Session {id} on the relay {host}',
    direct: 'The phone at {host}',
    link: 'A share link on {host}',
    page: 'A page on {host}',
  },
  fault: {
    empty: 'Paste something first.',
    'too-long': 'That’s too long to be an address.',
    'not-understood': 'That isn’t an address, link or session ID.',
    'no-session': 'That’s the address of a relay, without a session.',
    'bad-session': 'The session ID contains characters that session IDs can’t have.',
    'link-without-secret':
      'The part after the # is missing, and the link won’t open without it. Ask for the whole link again.',
    'no-port':
      'The app was given a ws:// address, which it can’t use. Give it one that starts with http:// or https://.',
  },
  askTitle: 'Connect to {host}?',
  askText:
    'The address of this page asks for it. The logs would come from {host}, not from this server, and {host} would learn your network address. Connect only if you expected this.',
  connect: 'Connect',
  placeholder: 'The app shows this address until it connects. Check again in a moment.',
  mixed:
    'This page was loaded over https, but {host} uses ws://, without encryption. Firefox and Safari block that; Chrome asks whether this page may access your network. If it doesn’t open:',
  bridge: 'Forward the phone’s logs to a session on this server from a computer on the phone’s network:',
  bridgeCommand: 'command',
  http: 'Or run your own server and open this page there over http, on localhost or on your network.',
  problem: {
    unreachable:
      'Can’t reach {host}. Check that it’s running, that it’s on your network and that the address is right.',
    forbidden: 'The browser doesn’t allow this page to connect to {host}.',
    'turned-away': '{host} closed the connection. It doesn’t know this session, or the device has disconnected.',
  },
  close: 'Close this session',
  recent: 'Recent',
  recentText: 'Kept in this browser only. Share links aren’t kept, because they contain their secret.',
  forget: 'Remove {name}',
} as const

/** The address that a Flutter app shows as a QR code and that the Flutter web client connects to [FP15]. */

/**
 * `ws://HOST:PORT/ws?type=web&session=ID`, or `wss://` for an https server. The port is always written, and the session id
 * is not escaped: ours consist of letters that need no escaping [FB15]. Throws a TypeError unless `serverUrl` is http(s).
 */
export function flutterViewerUrl(serverUrl: string, session: string): string {
  const { protocol, hostname, port } = new URL(serverUrl)
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError('The server has no http or https address.')
  const isSecure = protocol === 'https:'
  const host = `${hostname}:${port || (isSecure ? 443 : 80)}`
  return `${isSecure ? 'wss' : 'ws'}://${host}/ws?type=web&session=${session}`
}

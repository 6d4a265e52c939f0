/**
 * Code for reading logs and for unmodified Flutter apps, complete with URL and token. A text beside each snippet explains it.
 * What connects a device with a token is in app/_snippets/.
 */
export interface Snippet {
  id: string
  label: 'snippetTail' | 'snippetCurl' | 'snippetDesktop' | 'snippetSimulator' | 'snippetDart'
  code: string
}

/** Snippets that read from a script. */
export function apiSnippets(origin: string, token: string): Snippet[] {
  return [
    {
      id: 'tail',
      label: 'snippetTail',
      code: `export AGENT_LOGGER_TOKEN=${token}\nnpx -p ${origin}/sdk/agent-logger.tgz agent-logger tail \\\n  --server ${origin}`,
    },
    {
      id: 'curl',
      label: 'snippetCurl',
      code: `curl -H 'Authorization: Bearer ${token}' ${origin}/api/v1/sessions`,
    },
  ]
}

/** The URL for an unmodified Flutter app: its key is the first label of the host. */
export function hostKeyUrl(origin: string, key: string): string {
  return origin.replace('://', `://${key}.`)
}

/** Points a Flutter app at this server. The app keeps only the scheme, host and port of a URL. */
export function flutterSnippets(url: string): Snippet[] {
  return [
    { id: 'desktop', label: 'snippetDesktop', code: `P2P_SERVER_URL=${url} flutter run` },
    { id: 'simulator', label: 'snippetSimulator', code: `SIMCTL_CHILD_P2P_SERVER_URL=${url} flutter run` },
    {
      id: 'dart',
      label: 'snippetDart',
      code: [
        `P2PServer().start(relayServerUrl: '${url}');`,
        'runApp(const AgentLogger(enableP2P: false, child: MyApp()));',
      ].join('\n'),
    },
  ]
}

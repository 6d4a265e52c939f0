/** Code to paste, complete with address and token. What each is for is said beside it. */
export interface Snippet {
  id: string
  label:
    | 'snippetScript'
    | 'snippetNpm'
    | 'snippetNode'
    | 'snippetPipe'
    | 'snippetTail'
    | 'snippetCurl'
    | 'snippetDesktop'
    | 'snippetSimulator'
    | 'snippetDart'
  code: string
}

/** How a device connects. */
export function deviceSnippets(origin: string, token: string): Snippet[] {
  const install = `npm i ${origin}/sdk/agent-logger.tgz`
  const start = (more: string[]) =>
    [
      `import { startAgentLogger } from 'agent-logger'`,
      '',
      'const log = startAgentLogger({',
      `  server: '${origin}',`,
      `  token: '${token}',`,
      ...more.map((line) => `  ${line},`),
      '})',
      '',
      `log.info('Hello from my app', { answer: 42 })`,
    ].join('\n')
  const captures = ['captureConsole: true', 'captureErrors: true']
  return [
    {
      id: 'script',
      label: 'snippetScript',
      code: `<script src="${origin}/sdk/agent-logger.js" data-token="${token}"></script>`,
    },
    { id: 'npm', label: 'snippetNpm', code: `${install}\n\n${start(captures)}` },
    { id: 'node', label: 'snippetNode', code: `${install}\n\n${start([`name: 'my-service'`, ...captures])}` },
    {
      id: 'pipe',
      label: 'snippetPipe',
      code: `my-app 2>&1 | npx -p ${origin}/sdk/agent-logger.tgz agent-logger pipe \\\n  --server ${origin} --token ${token}`,
    },
  ]
}

/** How scripts read. */
export function apiSnippets(origin: string, token: string): Snippet[] {
  return [
    {
      id: 'tail',
      label: 'snippetTail',
      code: `npx -p ${origin}/sdk/agent-logger.tgz agent-logger tail \\\n  --server ${origin} --token ${token}`,
    },
    {
      id: 'curl',
      label: 'snippetCurl',
      code: `curl -H 'Authorization: Bearer ${token}' ${origin}/api/v1/sessions`,
    },
  ]
}

/** The address that an unmodified app is given: its key is the first label of the host. */
export function hostKeyUrl(origin: string, key: string): string {
  return origin.replace('://', `://${key}.`)
}

/** How an app with the original package is pointed here: of an address it keeps scheme, host and port alone. */
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

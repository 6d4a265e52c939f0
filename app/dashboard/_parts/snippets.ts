/** Code to paste, complete with address and token. What each is for is said beside it. */
export interface Snippet {
  id: string
  label: 'snippetScript' | 'snippetNpm' | 'snippetNode' | 'snippetPipe' | 'snippetTail' | 'snippetCurl'
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

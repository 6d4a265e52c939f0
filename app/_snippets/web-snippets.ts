/** Snippets of the SDK: web pages, React Native, Node, Flutter's neighbours. */
import { EXAMPLE_NAME, file, type Snippet, type SnippetTarget, shell } from './snippet.ts'

export function webSnippets(target: SnippetTarget): Snippet[] {
  const { origin, token, sdk } = target
  const script = sdk
    ? `<script src="${origin}/sdk/${sdk.script.file}"\n  integrity="${sdk.script.integrity}" crossorigin\n  data-token="${token}"></script>`
    : `<script src="${origin}/sdk/agent-logger.js" data-token="${token}"></script>`
  const captures = ['captureConsole: true', 'captureErrors: true']
  const sdkSnippet = { group: 'web', source: 'sdk', isRun: true } as const
  return [
    {
      ...{ ...sdkSnippet, id: 'script', title: 'Script tag', keywords: 'html page browser javascript' },
      steps: [file('index.html', script)],
    },
    {
      ...{ ...sdkSnippet, id: 'npm', title: 'React, Vue, React Native', keywords: 'npm web app browser typescript' },
      steps: [install(target), file('main.ts', startCode(target, captures))],
    },
    {
      ...{ ...sdkSnippet, id: 'node', title: 'Node', keywords: 'javascript typescript service bun deno express' },
      steps: [install(target), file('main.ts', startCode(target, [`name: '${EXAMPLE_NAME}'`, ...captures]))],
    },
  ]
}

export function install({ origin, sdk }: SnippetTarget, more = '') {
  return shell(
    sdk
      ? `npm i ${origin}/sdk/${sdk.tarball.file}${more}\n# package-lock.json must show this integrity:\n# ${sdk.tarball.integrity}`
      : `npm i ${origin}/sdk/agent-logger.tgz${more}`,
  )
}

function startCode({ origin, token }: SnippetTarget, more: string[]): string {
  return [
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
}

/** Snippets for a terminal, scripts and CI. */
import { EXAMPLE_NAME, file, type Snippet, type SnippetTarget, shell } from './snippet.ts'

export function terminalSnippets({ origin, token, syslogPort }: SnippetTarget): Snippet[] {
  const inTerminal = { group: 'terminal', isRun: true } as const
  const pipe = `npx -y -p ${origin}/sdk/agent-logger.tgz agent-logger pipe`
  return [
    {
      ...{ ...inTerminal, id: 'pipe', title: 'Pipe', keywords: 'any program output stdout stderr tee npx shell' },
      source: 'sdk',
      steps: [
        shell(
          `export AGENT_LOGGER_TOKEN=${token}\nmy-app 2>&1 | npx -p ${origin}/sdk/agent-logger.tgz agent-logger pipe \\\n  --server ${origin}`,
        ),
      ],
    },
    {
      ...{ ...inTerminal, id: 'curl', title: 'curl', keywords: 'http shell bash post any program stream' },
      source: 'ingest',
      steps: [
        shell(
          `${EXAMPLE_NAME} 2>&1 | curl -sS -T - -H 'Authorization: Bearer ${token}' \\\n  '${origin}/api/v1/ingest?name=${EXAMPLE_NAME}'`,
        ),
      ],
    },
    {
      ...{ ...inTerminal, id: 'logger', title: 'logger', keywords: 'syslog shell script cron util-linux' },
      source: 'syslog',
      steps: [
        shell(
          `logger --server ${hostOf(origin)} --port ${syslogPort ?? 6514} --tcp --octet-count --rfc5424 \\\n  --sd-id agl@32473 --sd-param 'token="${token}"' \\\n  --tag ${EXAMPLE_NAME} --priority user.info 'Hello from a script'`,
        ),
      ],
    },
    {
      ...{
        id: 'github-actions',
        group: 'terminal',
        title: 'GitHub Actions',
        keywords: 'ci workflow gitlab jenkins build',
      },
      ...{ source: 'sdk', isRun: false },
      steps: [
        file(
          '.github/workflows/test.yml',
          [
            '- name: Test',
            '  shell: bash',
            '  env:',
            `    AGENT_LOGGER_TOKEN: \${{ secrets.AGENT_LOGGER_TOKEN }}`,
            '  run: |',
            `    npm test 2>&1 | ${pipe} \\`,
            `      --server ${origin} --name '\${{ github.workflow }}' --tee`,
          ].join('\n'),
        ),
        shell(`gh secret set AGENT_LOGGER_TOKEN --body ${token}`),
      ],
    },
  ]
}

export function hostOf(origin: string): string {
  return new URL(origin).hostname
}

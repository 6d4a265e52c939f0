/** Runs the recipes of docs/LOGGERS.md against the real loggers, so that the page cannot rot. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { recorded } from './recorded.ts'

const root = path.resolve(import.meta.dirname, '../../../..')
const markdown = readFileSync(path.join(root, 'docs/LOGGERS.md'), 'utf8')
const snippets = [...markdown.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code)

let dir: string
beforeAll(() => {
  mkdirSync(path.join(root, 'dist/test'), { recursive: true })
  // Below the project, where the loggers are found.
  dir = mkdtempSync(path.join(root, 'dist/test/recipes-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** The one snippet that has this in it. */
function snippetWith(text: string): string {
  const found = snippets.filter((code) => code.includes(text))
  expect(found, text).toHaveLength(1)
  return found[0] ?? ''
}

type Module = Record<string, unknown>

/** Runs a snippet, with a `logger` where one is given, and returns what it defined under these names. */
async function run(code: string, names: string, logger?: unknown): Promise<Module> {
  const declared = names ? `\nexport { ${names} }` : ''
  const bundle = await build({
    stdin: { contents: code + declared, resolveDir: root },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    banner: { js: logger ? 'const logger = globalThis.recipeLogger;' : '' },
    plugins: [
      {
        name: 'agent-logger',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^agent-logger\// }, ({ path: entry }) => {
            const name = entry.slice('agent-logger/'.length)
            return { path: path.join(root, 'lib/sdk', name === 'web' ? 'web/web.ts' : `adapters/${name}.ts`) }
          }),
      },
      {
        name: 'sources',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^#lib\// }, ({ path: file }) => ({ path: path.join(root, file.slice(1)) })),
      },
    ],
    define: { AGENT_LOGGER_VERSION: '"0.0.0"' },
    logLevel: 'silent',
  })
  const file = path.join(dir, `${Math.random().toString(36).slice(2)}.mjs`)
  writeFileSync(file, bundle.outputFiles[0]?.text ?? '')
  Object.assign(globalThis, { recipeLogger: logger })
  return import(pathToFileURL(file).href)
}

type Say = (text: string, fields?: object) => void
const error = new TypeError('no')
/** What is logged through `log`, and what must arrive. */
const RECIPES: [snippet: string, use: (log: Record<string, Say>) => void, expected: Partial<NumberedRecord>[]][] = [
  [
    'pino.multistream',
    (log) => (log as Record<string, (...args: unknown[]) => void>).warn?.({ id: 7, password: 'hunter2' }, 'placed'),
    [{ level: 'warn', body: 'placed', attributes: { id: 7, password: '[redacted]' } }],
  ],
  [
    'AgentLoggerTransport({ logger })',
    (log) => {
      log.warn?.('placed', { id: 7, password: 'hunter2' })
      log.error?.(error as never)
    },
    [
      { level: 'warn', body: 'placed', attributes: { id: 7, password: '[redacted]' } },
      { level: 'error', error: { name: 'TypeError', message: 'no', stack: error.stack as string } },
    ],
  ],
  [
    'AgentLoggerService(logger',
    (log) => log.warn?.('placed', { id: 7, password: 'hunter2' }),
    [{ level: 'warn', body: 'placed', scope: 'Orders', attributes: { id: 7, password: '[redacted]' } }],
  ],
  [
    'AgentLoggerExporter(logger)',
    (log) =>
      (log as unknown as { emit: (record: object) => void }).emit({
        severityNumber: 13,
        body: 'placed',
        attributes: { id: 7 },
      }),
    [{ level: 'warn', body: 'placed', scope: 'shop', attributes: { id: 7 } }],
  ],
  [
    'captureDebug(createDebug',
    (log) => {
      Object.assign(log, { enabled: true })
      ;(log as unknown as Say)('placed', { id: 7, password: 'hunter2' })
    },
    [{ level: 'debug', scope: 'shop:orders', attributes: { id: 7, password: '[redacted]' } }],
  ],
  [
    "from 'log4js'",
    (log) => log.warn?.('placed', { id: 7, password: 'hunter2' }),
    [{ level: 'warn', body: 'placed', scope: 'orders', attributes: { id: 7, password: '[redacted]' } }],
  ],
  [
    "from 'consola'",
    (log) => {
      log.warn?.('placed', { id: 7, password: 'hunter2' })
      log.success?.('done')
      log.error?.(error as never)
    },
    [
      { level: 'warn', body: 'placed', attributes: { id: 7, password: '[redacted]' } },
      { level: 'info', body: 'done' },
      { level: 'error', error: { name: 'TypeError', message: 'no', stack: error.stack as string } },
    ],
  ],
  [
    "from 'loglevel'",
    (log) => log.warn?.('placed', { id: 7, password: 'hunter2' }),
    [{ level: 'warn', body: 'placed', attributes: { id: 7, password: '[redacted]' } }],
  ],
  [
    "from 'tslog'",
    (log) => log.warn?.('placed', { id: 7, password: 'hunter2' }),
    [{ level: 'warn', body: 'placed', scope: 'orders', attributes: { id: 7, password: '[redacted]' } }],
  ],
]

test.each(RECIPES)('the recipe with %s', async (text, use, expected) => {
  const { logger, seen } = recorded()
  const { _stdout: winstonOut } = console as unknown as { _stdout: NodeJS.WriteStream }
  const silent = [process.stdout, process.stderr, winstonOut].map((stream) => vi.spyOn(stream, 'write'))
  for (const stream of silent) stream.mockImplementation(() => true)
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
    silent.push(vi.spyOn(console, method).mockImplementation(() => {}) as never)
  onTestFinished(() => {
    for (const stream of silent) stream.mockRestore()
  })
  const code = snippetWith(text)
  const isExporter = text.includes('Exporter')
  const { log, provider } = await run(code, isExporter ? 'log, provider' : 'log', {
    ...logger,
    flush: async () => true,
  })
  use(log as never)
  if (isExporter) await (provider as { forceFlush: () => Promise<void> }).forceFlush()
  expect(seen()).toMatchObject(expected)
  expect(seen()).toHaveLength(expected.length)
})

test.each([
  ['express()', 'app'],
  ['fastify()', 'app'],
  ['captureNetwork(logger)', ''],
])('the snippet with %s runs', async (text, names) => {
  const { logger } = recorded()
  await run(snippetWith(text), names, logger)
})

test('the snippet for Next answers', async () => {
  const { logger, seen } = recorded()
  Object.assign(globalThis, { logger })
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'logger'))
  const code = snippetWith('logRequestErrors').replace("import { startAgentLogger } from 'agent-logger'\n", '')
  const { GET } = await run(code, '')
  const request = Object.assign(new Request('https://shop.example/?page=2'), {
    nextUrl: new URL('https://x.example/?page=2'),
  })
  const answer = await (GET as (request: Request) => Promise<Response>)(request)
  expect(await answer.json()).toEqual({ page: '2' })
  expect(seen()).toMatchObject([{ attributes: { status: 200 } }])
})

test('every entry that the page names exists, and every snippet is run or needs what is not installed here', () => {
  const entries = new Set([...markdown.matchAll(/'agent-logger\/(\w+)'/g)].map(([, name]) => name))
  expect([...entries].toSorted()).toEqual([
    'debug',
    'express',
    'fastify',
    'nest',
    'next',
    'otel',
    'pino',
    'web',
    'winston',
  ])
  const known = [
    ...RECIPES.map(([text]) => text),
    'express()',
    'fastify()',
    'captureNetwork(logger)',
    'logRequestErrors',
  ]
  const others = snippets.filter((code) => !known.some((text) => code.includes(text)))
  // The logger itself, captureOutput, pino's worker (both in node-programs.test.ts), and bunyan (ecosystems/loggers.test.ts).
  expect(others.map((code) => /startAgentLogger|target:|bunyan/.exec(code)?.[0])).toEqual([
    'startAgentLogger',
    'startAgentLogger',
    'target:',
    'bunyan',
  ])
})

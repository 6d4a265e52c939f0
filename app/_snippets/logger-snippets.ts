/** Snippets for the loggers of JavaScript. */
import { EXAMPLE_NAME, file, type Snippet, type SnippetTarget, shell } from './snippet.ts'
import { install } from './web-snippets.ts'

export function loggerSnippets(target: SnippetTarget): Snippet[] {
  const { origin, token } = target
  const ofLogger = { group: 'loggers', source: 'sdk', isRun: true } as const
  const start = `startAgentLogger({\n  server: '${origin}',\n  token: '${token}',\n  name: '${EXAMPLE_NAME}',\n})`
  return [
    {
      ...{ ...ofLogger, id: 'pino', title: 'pino', keywords: 'fastify logger transport node' },
      steps: [
        install(target, ' pino'),
        file(
          'log.ts',
          `import pino from 'pino'

const log = pino({
  transport: {
    targets: [
      { target: 'pino/file', options: { destination: 1 } },
      {
        target: 'agent-logger/pino',
        options: {
          server: '${origin}',
          token: '${token}',
          name: '${EXAMPLE_NAME}',
        },
      },
    ],
  },
})

log.info({ answer: 42 }, 'Hello from pino')`,
        ),
      ],
    },
    {
      ...{ ...ofLogger, id: 'winston', title: 'winston', keywords: 'logger transport node' },
      steps: [
        install(target, ' winston'),
        file(
          'log.ts',
          `import { startAgentLogger } from 'agent-logger'
import { AgentLoggerTransport } from 'agent-logger/winston'
import { createLogger, transports } from 'winston'

const logger = ${start}
const log = createLogger({
  transports: [new transports.Console(), new AgentLoggerTransport({ logger })],
})

log.info('Hello from winston', { answer: 42 })`,
        ),
      ],
    },
    {
      ...{ id: 'otel-js', group: 'loggers', title: 'OpenTelemetry for JavaScript', keywords: 'otlp node exporter' },
      ...{ source: 'otlp', isRun: true },
      steps: [
        shell('npm i @opentelemetry/sdk-logs @opentelemetry/resources @opentelemetry/exporter-logs-otlp-proto'),
        file(
          'log.ts',
          `import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'

const exporter = new OTLPLogExporter({
  url: '${origin}/v1/logs',
  headers: { Authorization: 'Bearer ${token}' },
})
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': '${EXAMPLE_NAME}' }),
  processors: [new BatchLogRecordProcessor({ exporter })],
})

provider.getLogger('${EXAMPLE_NAME}').emit({
  severityNumber: 9,
  body: 'Hello from OpenTelemetry',
  attributes: { answer: 42 },
})
await provider.shutdown()`,
        ),
      ],
    },
    {
      ...{ id: 'pino-loki', group: 'loggers', title: 'pino-loki', keywords: 'loki grafana winston-loki' },
      ...{ source: 'loki', isRun: true },
      steps: [
        shell('npm i pino pino-loki'),
        file(
          'log.ts',
          `import pino from 'pino'

const log = pino({
  transport: {
    target: 'pino-loki',
    options: {
      host: '${origin}',
      basicAuth: { username: 'token', password: '${token}' },
      labels: { app: '${EXAMPLE_NAME}' },
    },
  },
})

log.info({ answer: 42 }, 'Hello from pino')`,
        ),
      ],
    },
  ]
}

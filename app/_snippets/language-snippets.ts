/** Snippets for languages beside JavaScript. Most send OpenTelemetry's protocol with the library of the language. */
import { EXAMPLE_NAME, file, type Snippet, type SnippetTarget, shell } from './snippet.ts'

export function languageSnippets({ origin, token }: SnippetTarget): Snippet[] {
  const logs = `${origin}/v1/logs`
  const overOtlp = { group: 'languages', source: 'otlp', isRun: false } as const
  return [
    {
      ...{ ...overOtlp, id: 'python', title: 'Python', keywords: 'logging opentelemetry otlp django flask fastapi' },
      steps: [
        shell('pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http'),
        file(
          'main.py',
          `import logging
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource

provider = LoggerProvider(Resource.create({"service.name": "${EXAMPLE_NAME}"}))
provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(
    endpoint="${logs}",
    headers={"Authorization": "Bearer ${token}"},
)))
logging.basicConfig(level=logging.INFO, handlers=[
    logging.StreamHandler(),
    LoggingHandler(logger_provider=provider),
])

logging.info("Hello from Python", extra={"answer": 42})`,
        ),
      ],
    },
    {
      id: 'python-plain',
      title: 'Python, without packages',
      keywords: 'logging stdlib http handler script',
      ...{ group: 'languages', source: 'ingest', isRun: true },
      steps: [file('main.py', plainPython(origin, token))],
    },
    {
      ...{ ...overOtlp, id: 'go', title: 'Go', keywords: 'golang slog opentelemetry otlp zap' },
      steps: [
        shell(
          `go get go.opentelemetry.io/contrib/bridges/otelslog \\\n  go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp \\\n  go.opentelemetry.io/otel/sdk/log`,
        ),
        file(
          'main.go',
          `package main

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/resource"
)

func main() {
	ctx := context.Background()
	exporter, err := otlploghttp.New(ctx,
		otlploghttp.WithEndpointURL("${logs}"),
		otlploghttp.WithHeaders(map[string]string{"Authorization": "Bearer ${token}"}))
	if err != nil {
		panic(err)
	}
	provider := log.NewLoggerProvider(
		log.WithResource(resource.NewSchemaless(attribute.String("service.name", "${EXAMPLE_NAME}"))),
		log.WithProcessor(log.NewBatchProcessor(exporter)))
	defer provider.Shutdown(ctx)

	slog.SetDefault(otelslog.NewLogger("${EXAMPLE_NAME}", otelslog.WithLoggerProvider(provider)))
	slog.Info("Hello from Go", "answer", 42)
}`,
        ),
      ],
    },
    {
      ...{ ...overOtlp, id: 'java', title: 'Java', keywords: 'logback log4j2 jul spring boot kotlin scala jvm agent' },
      steps: [
        shell(
          `# from github.com/open-telemetry/opentelemetry-java-instrumentation/releases
export OTEL_SERVICE_NAME=${EXAMPLE_NAME}
export OTEL_EXPORTER_OTLP_ENDPOINT=${origin}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ${token}"
export OTEL_LOGS_EXPORTER=otlp OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none
java -javaagent:opentelemetry-javaagent.jar -jar ${EXAMPLE_NAME}.jar`,
        ),
      ],
    },
    {
      ...{ ...overOtlp, id: 'dotnet', title: 'C#, .NET', keywords: 'csharp asp.net ilogger serilog microsoft fsharp' },
      steps: [
        shell(
          'dotnet add package OpenTelemetry.Extensions.Hosting\ndotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol',
        ),
        file(
          'Program.cs',
          `using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

builder.Logging.AddOpenTelemetry(logging =>
{
    logging.IncludeFormattedMessage = true;
    logging.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService("${EXAMPLE_NAME}"));
    logging.AddOtlpExporter(otlp =>
    {
        otlp.Endpoint = new Uri("${logs}");
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Headers = "Authorization=Bearer ${token}";
    });
});`,
        ),
      ],
    },
    {
      id: 'php',
      title: 'PHP',
      keywords: 'monolog symfony laravel composer',
      ...{ group: 'languages', source: 'ingest', isRun: true },
      steps: [shell('composer require monolog/monolog'), file('log.php', php(origin, token))],
    },
    {
      id: 'ruby',
      title: 'Ruby',
      keywords: 'logger rails sinatra rack',
      ...{ group: 'languages', source: 'ingest', isRun: true },
      steps: [file('main.rb', ruby(origin, token))],
    },
    {
      ...{ ...overOtlp, id: 'rust', title: 'Rust', keywords: 'tracing log cargo opentelemetry otlp' },
      steps: [
        shell(
          `cargo add tracing tracing-subscriber opentelemetry-appender-tracing\ncargo add opentelemetry_sdk --features logs\ncargo add opentelemetry-otlp --features logs,http-proto,reqwest-blocking-client`,
        ),
        file(
          'main.rs',
          `use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, Protocol, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{logs::SdkLoggerProvider, Resource};
use tracing_subscriber::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let exporter = LogExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint("${logs}")
        .with_headers([("authorization".into(), "Bearer ${token}".into())].into())
        .build()?;
    let provider = SdkLoggerProvider::builder()
        .with_resource(Resource::builder().with_service_name("${EXAMPLE_NAME}").build())
        .with_batch_exporter(exporter)
        .build();
    tracing_subscriber::registry()
        .with(OpenTelemetryTracingBridge::new(&provider))
        .init();

    tracing::info!(answer = 42, "Hello from Rust");
    provider.shutdown()?;
    Ok(())
}`,
        ),
      ],
    },
  ]
}

/** A handler that sends in the background, never blocks the app, and gives up rather than fail it. */
function plainPython(origin: string, token: string): string {
  return `import atexit, json, logging, queue, threading, urllib.request

class AgentLogger(logging.Handler):
    def __init__(self, name):
        super().__init__()
        self.url = f"${origin}/api/v1/ingest?name={name}"
        self.lines = queue.Queue(10_000)
        self.thread = threading.Thread(target=self.send, daemon=True)
        self.thread.start()
        atexit.register(self.finish)

    def emit(self, record):
        line = {"time": record.created, "level": record.levelname,
                "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["stack"] = logging.Formatter().formatException(record.exc_info)
        try:
            self.lines.put_nowait(json.dumps(line))
        except queue.Full:
            pass

    def send(self):
        while True:
            batch = [self.lines.get()]
            while len(batch) < 1000 and not self.lines.empty():
                batch.append(self.lines.get())
            body = "".join(line + "\\n" for line in batch if line).encode()
            headers = {"Authorization": "Bearer ${token}"}
            try:
                urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=10)
            except OSError as error:
                print("agent-logger:", error)
            if None in batch:
                return

    def finish(self):
        self.lines.put(None)
        self.thread.join(timeout=5)

logging.basicConfig(level=logging.INFO, handlers=[logging.StreamHandler(), AgentLogger("${EXAMPLE_NAME}")])
logging.info("Hello from Python")`
}

function php(origin: string, token: string): string {
  return `<?php
require __DIR__ . '/vendor/autoload.php';

use Monolog\\Formatter\\JsonFormatter;
use Monolog\\Handler\\AbstractProcessingHandler;
use Monolog\\Handler\\BufferHandler;
use Monolog\\Logger;

class AgentLogger extends AbstractProcessingHandler
{
    public function handleBatch(array $records): void
    {
        $lines = $this->getFormatter()->formatBatch($records);
        $http = [
            'method' => 'POST',
            'header' => "Authorization: Bearer ${token}\\r\\nContent-Type: application/x-ndjson",
            'content' => $lines,
            'timeout' => 5,
        ];
        @file_get_contents('${origin}/api/v1/ingest?name=${EXAMPLE_NAME}', false, stream_context_create(['http' => $http]));
    }

    protected function write($record): void
    {
        $this->handleBatch([$record]);
    }
}

$handler = new AgentLogger();
$handler->setFormatter(new JsonFormatter(JsonFormatter::BATCH_MODE_NEWLINES));
// Sends when the script ends, or every 500 records.
$log = new Logger('${EXAMPLE_NAME}', [new BufferHandler($handler, 500, Logger::DEBUG, true, true)]);
$log->info('Hello from PHP', ['answer' => 42]);`
}

function ruby(origin: string, token: string): string {
  return `require 'logger'
require 'json'
require 'net/http'

# Sends in the background and never blocks the app.
class AgentLogger
  def initialize(name)
    @uri = URI("${origin}/api/v1/ingest?name=#{name}")
    @lines = SizedQueue.new(10_000)
    @thread = Thread.new { send_lines }
    at_exit { close }
  end

  def write(line)
    @lines.push(line, true)
  rescue ThreadError
    # The queue is full: the app goes on without this line.
  end

  def close
    @lines.close
    @thread.join(5)
  end

  private

  def send_lines
    while (line = @lines.pop)
      batch = [line]
      batch << @lines.pop while batch.size < 1000 && !@lines.empty?
      begin
        Net::HTTP.post(@uri, batch.join, 'Authorization' => 'Bearer ${token}',
                                         'Content-Type' => 'application/x-ndjson')
      rescue StandardError => error
        warn "agent-logger: #{error.message}"
      end
    end
  end
end

log = Logger.new(AgentLogger.new('${EXAMPLE_NAME}'))
log.formatter = proc do |level, time, program, message|
  { time: time.to_f, level: level, logger: program, message: message.to_s }.to_json + "\\n"
end
log.info('Hello from Ruby')`
}

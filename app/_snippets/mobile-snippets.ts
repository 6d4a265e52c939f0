/** Snippets for native mobile apps. React Native and Flutter have ways of their own. */
import { EXAMPLE_NAME, file, type Snippet, type SnippetTarget } from './snippet.ts'

export function mobileSnippets({ origin, token }: SnippetTarget): Snippet[] {
  const mobile = { group: 'mobile', source: 'otlp', isRun: false } as const
  return [
    {
      ...{ ...mobile, id: 'android', title: 'Android, Kotlin', keywords: 'kotlin java app timber opentelemetry' },
      steps: [
        file(
          'build.gradle.kts',
          `dependencies {
    implementation(platform("io.opentelemetry:opentelemetry-bom:1.55.0"))
    implementation("io.opentelemetry:opentelemetry-sdk")
    implementation("io.opentelemetry:opentelemetry-exporter-otlp")
}`,
        ),
        file(
          'App.kt',
          `import android.os.Build
import io.opentelemetry.api.common.AttributeKey.stringKey
import io.opentelemetry.api.common.Attributes
import io.opentelemetry.api.logs.Severity
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter
import io.opentelemetry.sdk.logs.SdkLoggerProvider
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor
import io.opentelemetry.sdk.resources.Resource

val exporter = OtlpHttpLogRecordExporter.builder()
    .setEndpoint("${origin}/v1/logs")
    .addHeader("Authorization", "Bearer ${token}")
    .build()
val provider = SdkLoggerProvider.builder()
    .setResource(Resource.create(Attributes.of(
        stringKey("service.name"), "${EXAMPLE_NAME}",
        stringKey("device.model.name"), Build.MODEL,
    )))
    .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter).build())
    .build()
val log = provider.get("${EXAMPLE_NAME}")

log.logRecordBuilder().setSeverity(Severity.INFO).setBody("Hello from Android").emit()`,
        ),
      ],
    },
    {
      ...{ ...mobile, id: 'ios', title: 'iOS, Swift', keywords: 'swift macos ipados watchos apple opentelemetry' },
      steps: [
        file(
          'Package.swift',
          `.package(url: "https://github.com/open-telemetry/opentelemetry-swift", from: "2.0.0")
// products: OpenTelemetrySdk, OpenTelemetryProtocolExporterHTTP`,
        ),
        file(
          'App.swift',
          `import Foundation
import OpenTelemetryApi
import OpenTelemetryProtocolExporterCommon
import OpenTelemetryProtocolExporterHttp
import OpenTelemetrySdk

let exporter = OtlpHttpLogExporter(
    endpoint: URL(string: "${origin}/v1/logs")!,
    config: OtlpConfiguration(headers: [("Authorization", "Bearer ${token}")]))
let provider = LoggerProviderBuilder()
    .with(resource: Resource(attributes: ["service.name": AttributeValue.string("${EXAMPLE_NAME}")]))
    .with(processors: [BatchLogRecordProcessor(logRecordExporter: exporter)])
    .build()
let log = provider.get(instrumentationScopeName: "${EXAMPLE_NAME}")

log.logRecordBuilder().setSeverity(.info).setBody(AttributeValue.string("Hello from iOS")).emit()`,
        ),
      ],
    },
  ]
}

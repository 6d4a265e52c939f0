/** The HTTP API for people: who may call, what an error looks like, and each operation of the OpenAPI document. */
import { api as english } from '#app/_i18n/en/api.ts'
import { getLocale } from '#app/_i18n/get-translations.ts'
import { API_TAGS, apiDocument } from '#app/_openapi/api-document.ts'
import { helpWords } from '#app/_openapi/help-words.ts'
import { operationsOf } from '#app/_openapi/operation-rows.ts'
import { buttonStyle } from '#app/_ui/button-style.ts'
import { CodeBlock } from '#app/_ui/code-block.tsx'
import { FileJson } from '#app/_ui/icons.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import { wireError } from '#lib/protocol/error-codes.ts'
import { config } from '#lib/server/config/env.ts'
import { ApiOperationRow } from './api-operation-row.tsx'
import { Panel } from './panel.tsx'

export interface ApiHelpProps {
  serverHref: string
}

export async function ApiHelp({ serverHref }: ApiHelpProps) {
  const words = helpWords(await getLocale())
  const document = apiDocument()
  const refusal = JSON.stringify({ error: wireError('not-signed-in') }, null, 2)
  const example = `curl -H 'Authorization: Bearer agl_a_…' ${config().publicUrl}/api/sessions`
  return (
    <>
      <PageHeader
        title={words.title}
        text={words.text}
        actions={
          <>
            <TextLink href={serverHref} className="px-2">
              {words.back}
            </TextLink>
            {/* The router must not prefetch a file. */}
            <a href="/api/openapi.json" className={buttonStyle('secondary')}>
              <FileJson aria-hidden className="size-4" />
              {words.document}
            </a>
          </>
        }
      />
      <div className="grid gap-6 md:grid-cols-2">
        <Panel title={words.callersTitle} text={words.callersText}>
          <p className="text-pretty text-ink-muted text-sm">{words.crossOrigin}</p>
          <CodeBlock code={example} what={words.exampleTitle} />
        </Panel>
        <Panel title={words.errorsTitle} text={words.errorsText}>
          <CodeBlock code={refusal} what={words.errorExampleTitle} />
        </Panel>
      </div>
      {API_TAGS.map((tag) => (
        <Panel key={tag} title={words.tags[tag]} text={words.tagTexts[tag]}>
          <ul aria-label={words.tags[tag]} className="divide-y divide-line rounded border bg-surface-raised">
            {operationsOf(document, english.tags[tag]).map((row) => (
              <ApiOperationRow key={`${row.method} ${row.path}`} row={row} words={words} />
            ))}
          </ul>
        </Panel>
      ))}
    </>
  )
}

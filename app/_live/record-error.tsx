'use client'

/** The error of a record and the chain of its causes: what went wrong, its fields, and the frames. */
import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { type ChainedError, errorChain } from '#lib/viewer/error-chain.ts'
import { exactStringify } from '#lib/viewer/exact-json.ts'
import type { CodePlace } from '#lib/viewer/stack-frames.ts'
import { AnsiText } from './ansi-text.tsx'
import { useDetail } from './detail-context.ts'
import { EditorChoice } from './editor-choice.tsx'
import { FoldedText } from './folded-text.tsx'
import { SourceMapChoice } from './source-map-choice.tsx'
import type { MappedPlaces } from './source-maps.ts'
import { StackLines } from './stack-lines.tsx'
import { useMappedPlaces } from './use-mapped-places.ts'
import { ValueActs } from './value-acts.tsx'

export function RecordError({ record }: { record: NumberedRecord }) {
  const t = useTranslations('live.detail')
  const chain = useMemo(() => errorChain(record), [record])
  const places = useMemo(
    () =>
      chain.flatMap(({ lines }) =>
        lines
          .map((line) => (line.kind === 'frame' ? line.place : null))
          .filter((place): place is CodePlace => place !== null),
      ),
    [chain],
  )
  const mapped = useMappedPlaces(places)
  const stack = record.error?.stack
  return (
    <section aria-label={t('error')} className="rounded border border-level-error/40 bg-level-error/6">
      <div className="flex items-center gap-1 pt-1 pr-1 pl-3">
        <h3 className="flex-1 text-ink-muted text-sm">{t('error')}</h3>
        {places.length > 0 && (
          <>
            <SourceMapChoice />
            <EditorChoice />
          </>
        )}
      </div>
      <ol className="flex flex-col gap-3 px-3 pb-3">
        {chain.map((error, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the chain is the identity
          <li key={i} className="flex min-w-0 flex-col gap-1">
            <OneError error={error} mapped={mapped} />
          </li>
        ))}
      </ol>
      {stack && (
        <div className="px-3 pb-2">
          <FoldedText name={t('stack', { count: stack.split('\n').length })} text={stack} />
        </div>
      )}
    </section>
  )
}

function OneError({ error, mapped }: { error: ChainedError; mapped: MappedPlaces }) {
  const t = useTranslations('record')
  const { patterns } = useDetail()
  return (
    <>
      <p className="whitespace-pre-wrap break-words font-medium font-mono text-level-error text-log [overflow-wrap:anywhere] [unicode-bidi:isolate]">
        {error.relation && (
          <span className="font-normal font-sans text-ink-muted text-sm">{`${t(`relation.${error.relation}`)}: `}</span>
        )}
        <AnsiText text={error.headline} patterns={patterns} place="error" isDetail />
      </p>
      {error.fields.length > 0 && (
        <ul className="font-mono text-log">
          {error.fields.map(({ key, name, value }) => (
            <li key={key}>
              <ValueActs path={key} value={() => textOf(value)} term={{ key, value: textOf(value), isAttribute: true }}>
                {(shower) => (
                  <>
                    <button type="button" {...shower} className="mr-1.5 rounded text-left text-ink-muted">
                      <AnsiText text={name} patterns={patterns} place="error" />:
                    </button>
                    <span className="whitespace-pre-wrap break-words [overflow-wrap:anywhere]">
                      <AnsiText text={textOf(value)} patterns={patterns} place="error" isDetail />
                    </span>
                  </>
                )}
              </ValueActs>
            </li>
          ))}
        </ul>
      )}
      {error.lines.length > 0 && <StackLines lines={error.lines} mapped={mapped} />}
    </>
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : exactStringify(value)
}

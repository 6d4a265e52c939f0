'use client'

/** A JSON value as a tree to open and close; first levels are open. Invisible characters in keys and texts are shown as tokens. */
import { useMemo } from 'react'
import { JsonView } from 'react-json-view-lite'
import { useTranslations } from 'use-intl'
import { visibleText } from '#lib/viewer/visible-text.ts'

const OPEN_LEVELS = 2
/** Deeper than this, and longer than this at one level, is for the raw text. */
const DEPTH_MAX = 24
const CHILDREN_MAX = 1_000

export function JsonTree({ data }: { data: object }) {
  const t = useTranslations('live.detail')
  const safe = useMemo(() => visible(data, 0) as object, [data])
  const style = useMemo(
    () => ({
      container: 'font-mono text-log [font-feature-settings:"zero","calt"_0]',
      basicChildStyle: 'break-words pl-4 -indent-2',
      childFieldsContainer: 'border-l ml-1.5',
      label: 'text-ink-muted mr-1.5',
      clickableLabel: 'text-ink-muted mr-1.5 cursor-pointer',
      stringValue: 'text-state-live whitespace-pre-wrap',
      numberValue: 'text-level-info',
      booleanValue: 'text-level-debug',
      nullValue: 'text-level-debug',
      undefinedValue: 'text-ink-faint',
      otherValue: 'text-ink',
      punctuation: 'text-ink-faint',
      expandIcon: 'mr-1 inline-block w-3 cursor-pointer text-ink-faint before:content-["▸"]',
      collapseIcon: 'mr-1 inline-block w-3 cursor-pointer text-ink-faint before:content-["▾"]',
      collapsedContent: 'text-ink-faint cursor-pointer before:content-["…"]',
      noQuotesForStringValues: false,
      quotesForFieldNames: false,
      stringifyStringValues: false,
      ariaLables: { collapseJson: t('collapse'), expandJson: t('expand') },
    }),
    [t],
  )
  return (
    <JsonView
      data={safe}
      style={style}
      clickToExpandNode
      compactTopLevel
      shouldExpandNode={(level) => level < OPEN_LEVELS}
      aria-label={t('attributes')}
    />
  )
}

function visible(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return visibleText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEPTH_MAX) return '…'
  if (Array.isArray(value)) return value.slice(0, CHILDREN_MAX).map((inner) => visible(inner, depth + 1))
  const entries = Object.entries(value).slice(0, CHILDREN_MAX)
  return Object.fromEntries(entries.map(([key, inner]) => [visibleText(key), visible(inner, depth + 1)]))
}

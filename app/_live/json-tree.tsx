'use client'

/**
 * A JSON value as a tree that opens and closes; the first levels start open, and those that hold a search hit. Numbers are shown as
 * they were written, invisible characters as tokens, and search hits are marked. A closed branch costs nothing.
 */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ChevronRight } from '#app/_ui/icons.ts'
import { ExactNumber, exactStringify } from '#lib/viewer/exact-json.ts'
import type { MarkedPlaces } from '#lib/viewer/query/mark-places.ts'
import { AnsiText } from './ansi-text.tsx'
import { useDetail } from './detail-context.ts'
import { PrettyChoice } from './pretty-choice.tsx'
import { ValueActs } from './value-acts.tsx'

const OPEN_LEVELS = 2
/** Bounds of the tree, in levels and in entries that are drawn at once; beyond them the raw text is shown. */
const DEPTH_MAX = 24
const CHILDREN_STEP = 100

export interface JsonTreeProps {
  data: object
}

export function JsonTree({ data }: JsonTreeProps) {
  return (
    <div className='font-mono text-log [font-feature-settings:"zero","calt"_0]'>
      <Members value={data} depth={0} path="" />
    </div>
  )
}

function Members({ value, depth, path }: { value: object; depth: number; path: string }) {
  const t = useTranslations('record')
  const [shown, setShown] = useState(CHILDREN_STEP)
  const entries = Object.entries(value)
  return (
    <ul className={depth === 0 ? '' : 'ml-1.5 border-l pl-3'}>
      {entries.slice(0, shown).map(([name, inner]) => (
        <Member key={name} name={name} value={inner} depth={depth} path={path === '' ? name : `${path}.${name}`} />
      ))}
      {entries.length > shown && (
        <li>
          <button
            type="button"
            onClick={() => setShown(shown + CHILDREN_STEP * 5)}
            className="button button-ghost -ml-1 h-6 px-1 font-sans text-sm"
          >
            {t('moreEntries', { count: entries.length - shown })}
          </button>
        </li>
      )}
    </ul>
  )
}

interface MemberProps {
  name: string
  value: unknown
  depth: number
  path: string
}

function Member({ name, value, depth, path }: MemberProps) {
  const isLeaf = typeof value !== 'object' || value === null || value instanceof ExactNumber
  // An empty object or array: nothing to filter by.
  const isEmpty = !isLeaf && Object.keys(value).length === 0
  if (isLeaf || isEmpty)
    return (
      <li>
        <ValueActs
          path={path}
          value={() => textOf(value)}
          term={isEmpty ? null : { key: path, value: textOf(value), isAttribute: true }}
        >
          {(shower) => (
            <>
              <button type="button" {...shower} className="mr-1.5 break-all rounded text-left align-top text-ink-muted">
                <Name name={name} />
              </button>
              <Leaf value={value} path={path} />
            </>
          )}
        </ValueActs>
      </li>
    )
  return <Branch name={name} value={value} depth={depth} path={path} />
}

function Branch({ name, value, depth, path }: MemberProps & { value: object }) {
  const { patterns } = useDetail()
  const [isOpen, setOpen] = useState<boolean | null>(null)
  const isOpenNow = isOpen ?? (depth + 1 < OPEN_LEVELS || hasHit(value, patterns))
  const size = Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`
  const isTooDeep = depth >= DEPTH_MAX
  return (
    <li>
      <ValueActs path={path} value={() => textOf(value)} term={null}>
        {() => (
          <button
            type="button"
            aria-expanded={isOpenNow && !isTooDeep}
            disabled={isTooDeep}
            onClick={() => setOpen(!isOpenNow)}
            className="-ml-0.5 inline-flex items-center gap-1 break-all rounded text-left text-ink-muted"
          >
            <ChevronRight
              aria-hidden
              className={`size-3 shrink-0 transition-transform ${isOpenNow && !isTooDeep ? 'rotate-90' : ''}`}
            />
            <span>
              <Name name={name} /> <span className="text-ink-faint">{isTooDeep ? '…' : size}</span>
            </span>
          </button>
        )}
      </ValueActs>
      {isOpenNow && !isTooDeep && <Members value={value} depth={depth + 1} path={path} />}
    </li>
  )
}

function Name({ name }: { name: string }) {
  const { patterns } = useDetail()
  return (
    <>
      <AnsiText text={name} patterns={patterns} place="key" />:
    </>
  )
}

function Leaf({ value, path }: { value: unknown; path: string }) {
  const { patterns } = useDetail()
  if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber))
    return <span className="text-ink-faint">{Array.isArray(value) ? '[]' : '{}'}</span>
  if (typeof value === 'string')
    return (
      <PrettyChoice text={value}>
        {(shown, toggle) => (
          <>
            <span className="whitespace-pre-wrap break-words text-state-live [overflow-wrap:anywhere] [unicode-bidi:isolate]">
              "<AnsiText text={shown} patterns={patterns} place={`value:${path}`} isDetail />"
            </span>
            {toggle && <span className="ml-2">{toggle}</span>}
          </>
        )}
      </PrettyChoice>
    )
  return (
    <span
      className={`break-words ${typeof value === 'boolean' || value === null ? 'text-level-debug' : 'text-level-info'}`}
    >
      <AnsiText text={textOf(value)} patterns={patterns} place={`value:${path}`} />
    </span>
  )
}

/** A string as it is, everything else as JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof ExactNumber) return value.source
  return typeof value === 'object' && value !== null ? exactStringify(value, 2) : String(value)
}

function hasHit(value: object, patterns: MarkedPlaces): boolean {
  const marks = patterns.at('anywhere')
  if (marks.length === 0) return false
  const text = exactStringify(value)
  return marks.some((mark) => mark.hits(text).length > 0)
}

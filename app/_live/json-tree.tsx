'use client'

/**
 * A JSON value as a tree that opens and closes; the first levels start open. Numbers are shown as they were written, invisible
 * characters as tokens, and search hits are marked.
 */
import { ExactNumber } from '#lib/viewer/exact-json.ts'
import type { SearchMarks } from '#lib/viewer/query/search-marks.ts'
import { AnsiText } from './ansi-text.tsx'

const OPEN_LEVELS = 2
/** Bounds of the tree, in levels and in entries per level; beyond them the raw text is shown. */
const DEPTH_MAX = 24
const CHILDREN_MAX = 1_000

export interface JsonTreeProps {
  data: object
  patterns: SearchMarks
}

export function JsonTree({ data, patterns }: JsonTreeProps) {
  return (
    <div className='font-mono text-log [font-feature-settings:"zero","calt"_0]'>
      <Members value={data} depth={0} path="" patterns={patterns} />
    </div>
  )
}

interface NodeProps {
  value: object
  depth: number
  /** Names that lead here, with dots between them; empty: the whole. */
  path: string
  patterns: SearchMarks
}

function Members({ value, depth, path, patterns }: NodeProps) {
  const entries = Object.entries(value)
  return (
    <ul className={depth === 0 ? '' : 'ml-1.5 border-l pl-3'}>
      {entries.slice(0, CHILDREN_MAX).map(([name, inner]) => (
        <Member
          key={name}
          name={Array.isArray(value) ? '' : name}
          value={inner}
          depth={depth}
          path={path === '' ? name : `${path}.${name}`}
          patterns={patterns}
        />
      ))}
      {entries.length > CHILDREN_MAX && <li className="text-ink-faint">… {entries.length - CHILDREN_MAX}</li>}
    </ul>
  )
}

interface MemberProps {
  name: string
  value: unknown
  depth: number
  path: string
  patterns: SearchMarks
}

function Member({ name, value, depth, path, patterns }: MemberProps) {
  const label = name !== '' && (
    <span className="mr-1.5 text-ink-muted">
      <AnsiText text={name} patterns={patterns} place="key" />:
    </span>
  )
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber)
    return (
      <li className="break-words">
        {label}
        <Leaf value={value} path={path} patterns={patterns} />
      </li>
    )
  const size = Array.isArray(value) ? `[${value.length}]` : `{${Object.keys(value).length}}`
  if (depth >= DEPTH_MAX || Object.keys(value).length === 0)
    return (
      <li>
        {label}
        <span className="text-ink-faint">{depth >= DEPTH_MAX ? '…' : Array.isArray(value) ? '[]' : '{}'}</span>
      </li>
    )
  return (
    <li>
      <details open={depth + 1 < OPEN_LEVELS}>
        <summary className="w-fit cursor-pointer rounded">
          {label}
          <span className="text-ink-faint">{size}</span>
        </summary>
        <Members value={value} depth={depth + 1} path={path} patterns={patterns} />
      </details>
    </li>
  )
}

function Leaf({ value, path, patterns }: { value: unknown; path: string; patterns: SearchMarks }) {
  if (typeof value === 'string')
    return (
      <span className="whitespace-pre-wrap text-state-live">
        "<AnsiText text={value} patterns={patterns} place={`value:${path}`} />"
      </span>
    )
  const text = value instanceof ExactNumber ? value.source : String(value)
  return (
    <span className={typeof value === 'boolean' || value === null ? 'text-level-debug' : 'text-level-info'}>
      <AnsiText text={text} patterns={patterns} place={`value:${path}`} />
    </span>
  )
}

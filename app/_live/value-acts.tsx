'use client'

/**
 * One line of a record's fields: a name, its value, and what can be done with it. The tools appear under the pointer and on
 * focus; the name is the way to them by keyboard and by touch. Arrow keys move among the tools.
 */
import clsx from 'clsx'
import { type FocusEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { IconComponent } from '#app/_ui/icon.tsx'
import { Check, ClipboardCopy, Copy, FunnelPlus, FunnelX } from '#app/_ui/icons.ts'
import { useCopy } from '#app/_ui/use-copy.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { useDetail } from './detail-context.ts'

export interface ValueActsProps {
  /** The path, such as `user.id`: what "Copy path" copies. */
  path: string
  /** The value as text: what "Copy value" copies. */
  value: () => string
  /** Its field in a query; null: it cannot be filtered by. */
  term: { key: string; value: string; isAttribute?: boolean } | null
  /** Draws the line; the button that shows the tools gets these attributes. */
  children: (shower: { onClick: () => void }) => ReactNode
}

export function ValueActs({ path, value, term, children }: ValueActsProps) {
  const [isActive, setActive] = useState(false)
  function handleBlur(event: FocusEvent) {
    if (!event.currentTarget.contains(event.relatedTarget)) setActive(false)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer only reveals what the focus reveals too
    <div
      // Not when it enters: React misses that where what was under the pointer before has left the document.
      onPointerMove={(event) => event.pointerType === 'mouse' && setActive(true)}
      onPointerLeave={(event) => !event.currentTarget.contains(document.activeElement) && setActive(false)}
      onFocus={() => setActive(true)}
      onBlur={handleBlur}
      className={clsx('relative -mx-1 rounded px-1', isActive && 'bg-surface-hover')}
    >
      {children({ onClick: () => setActive(true) })}
      {isActive && <Tools path={path} value={value} term={term} />}
    </div>
  )
}

function Tools({ path, value, term }: Omit<ValueActsProps, 'children'>) {
  const t = useTranslations('record')
  const { onFilterBy } = useDetail()
  const name = visibleText(path)
  const filterBy = (isExcluded: boolean) => term && onFilterBy?.({ ...term, isExcluded })
  return (
    <div
      role="toolbar"
      aria-label={t('toolsOf', { name })}
      onKeyDown={moveAmong}
      className="absolute top-0 right-0 z-10 flex rounded border bg-surface-floating"
    >
      <CopyTool icon={Copy} label={t('copyValue', { name })} text={value} isFirst />
      <CopyTool icon={ClipboardCopy} label={t('copyPath', { name })} text={() => path} />
      {term && onFilterBy && (
        <>
          <Tool icon={FunnelPlus} label={t('filterFor', { name })} onClick={() => filterBy(false)} />
          <Tool icon={FunnelX} label={t('filterOut', { name })} onClick={() => filterBy(true)} />
        </>
      )}
    </div>
  )
}

function CopyTool({
  icon,
  label,
  text,
  isFirst = false,
}: {
  icon: IconComponent
  label: string
  text: () => string
  isFirst?: boolean
}) {
  const { isCopied, copy } = useCopy()
  return <Tool icon={isCopied ? Check : icon} label={label} onClick={() => void copy(text())} isFirst={isFirst} />
}

interface ToolProps {
  icon: IconComponent
  label: string
  onClick: () => void
  isFirst?: boolean
}

function Tool({ icon: Icon, label, onClick, isFirst = false }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      tabIndex={isFirst ? 0 : -1}
      onClick={onClick}
      className="button button-ghost size-6 -outline-offset-2 pointer-coarse:size-9"
    >
      <Icon aria-hidden className="size-3.5" />
    </button>
  )
}

function moveAmong(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  const tools = [...event.currentTarget.querySelectorAll('button')]
  const at = tools.indexOf(document.activeElement as HTMLButtonElement)
  tools[(at + step + tools.length) % tools.length]?.focus()
}

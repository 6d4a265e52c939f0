'use client'

/**
 * The field for the filter: completes keys and values, says what is wrong with a query, and how many records match. Escape closes
 * the list, then clears the filter.
 */
import clsx from 'clsx'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { CircleHelp, Search, TriangleAlert, X } from '#app/_ui/icons.ts'
import { lazyPart } from '#app/_ui/on-demand.ts'
import { Popover } from '#app/_ui/popover.tsx'
import { INPUT_STYLE } from '#app/_ui/text-input.tsx'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'
import type { QueryFault } from '#lib/viewer/query/query-fault.ts'
import type { Completion } from './completions.ts'
import { queryLanguage } from './query-language.ts'
import { useCompletion } from './use-completion.ts'
import { isFiltering } from './use-url-filter.ts'

const PANEL_STYLE = 'bg-surface-floating shadow-floating'
const CompletionList = lazyPart(async () => (await import('./completion-list.tsx')).CompletionList, null, true)
const QueryFaultText = lazyPart(async () => (await import('./query-fault-text.tsx')).QueryFaultText, null, true)
const QueryHelp = lazyPart(async () => (await import('./query-help.tsx')).default)

export interface FilterFieldProps {
  log: LogSource
  text: string
  fault: QueryFault | null
  onChange: (text: string) => void
  view: LogView
  /** Further buttons at the end of the field. */
  tools?: ReactNode
  ref: Ref<HTMLInputElement>
}

export function FilterField({ log, text, fault, onChange, view, tools, ref }: FilterFieldProps) {
  const t = useTranslations('live')
  const tQuery = useTranslations('live.query')
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  useImperativeHandle(ref, () => input.current as HTMLInputElement)
  const [isFocused, setFocused] = useState(false)
  /** Where the list of completions was asked for; null: closed. */
  const [caret, setCaret] = useState<number | null>(null)
  const [active, setActive] = useState(-1)
  const wantedCaret = useRef<number | null>(null)
  const { options, accept } = useCompletion(log, text, isFocused ? caret : null)
  const isOpen = options.length > 0
  const isActive = isFiltering(view.filter)
  const isFaultShown = fault !== null && isFocused && !isOpen
  const isPanelShown = isOpen || isFaultShown
  // While a person writes, an unfinished query is no mistake.
  const isWrong = fault !== null && !(fault.isUnfinished && isFocused)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret is set once the field has the new text
  useLayoutEffect(() => {
    if (wantedCaret.current === null) return
    input.current?.setSelectionRange(wantedCaret.current, wantedCaret.current)
    wantedCaret.current = null
  }, [text])

  function change(next: string, nextCaret: number | null) {
    setCaret(nextCaret)
    setActive(-1)
    onChange(next)
  }

  function choose(option: Completion) {
    const next = accept(option)
    wantedCaret.current = next.caret
    // A key wants its value next.
    change(next.text, next.caret)
    input.current?.focus()
  }

  function addExample(example: string) {
    change([text.trim(), example].filter(Boolean).join(' '), null)
  }

  function handleKey(event: KeyboardEvent<HTMLInputElement>) {
    const { key } = event
    if (key === 'ArrowDown' && !isOpen) setCaret(event.currentTarget.selectionStart)
    else if (key === 'ArrowDown' && isOpen) setActive((active + 1) % options.length)
    else if (key === 'ArrowUp' && isOpen) setActive(active <= 0 ? options.length - 1 : active - 1)
    else if (key === 'Enter' || (key === 'Tab' && active >= 0 && !event.shiftKey)) {
      const option = isOpen ? options[active] : undefined
      if (option) choose(option)
      else setCaret(null)
    } else if (key === 'Escape') {
      if (isOpen) setCaret(null)
      else if (text) change('', null)
      else event.currentTarget.blur()
    } else return
    event.preventDefault()
  }

  return (
    <div className="relative min-w-32 flex-1 max-sm:basis-full">
      {isWrong ? (
        <TriangleAlert
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-danger"
        />
      ) : (
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint"
        />
      )}
      <input
        ref={input}
        type="search"
        role="combobox"
        value={text}
        aria-label={t('filter')}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen && active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={isWrong}
        aria-describedby={fault ? `${id}-fault` : undefined}
        placeholder={tQuery('placeholder')}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => change(event.target.value, event.target.selectionStart)}
        onFocus={() => {
          queryLanguage.preload()
          setFocused(true)
        }}
        onBlur={() => {
          setFocused(false)
          setCaret(null)
        }}
        onKeyDown={handleKey}
        className={clsx(INPUT_STYLE, 'pl-8 [&::-webkit-search-cancel-button]:hidden', text ? 'pr-28' : 'pr-20')}
      />
      <span className="absolute inset-y-0 right-0 flex items-center">
        {isActive && (
          // For screen readers; the status line below the list shows it.
          <span role="status" className="sr-only">
            {t('filterCount', { matched: view.matched, total: view.total })}
          </span>
        )}
        {text && <IconButton icon={X} label={t('clearFilter')} hasTooltip={false} onClick={() => change('', null)} />}
        {tools}
        <Popover
          label={tQuery('help.open')}
          trigger={
            <IconButton icon={CircleHelp} label={tQuery('help.open')} hasTooltip={false} className="text-ink-faint" />
          }
        >
          <QueryHelp onChoose={addExample} />
        </Popover>
      </span>
      <div
        className={clsx(
          'absolute inset-x-0 top-full z-40 mt-1 min-w-64 overflow-hidden rounded',
          isPanelShown && PANEL_STYLE,
        )}
      >
        {isOpen && (
          <CompletionList id={id} options={options} active={active} label={tQuery('suggestions')} onChoose={choose} />
        )}
        <div role="status" id={`${id}-fault`} className={clsx(!isFaultShown && 'sr-only')}>
          {fault && (isFaultShown || isWrong) && <QueryFaultText fault={fault} text={text} />}
        </div>
      </div>
    </div>
  )
}

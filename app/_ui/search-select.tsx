'use client'

/** A choice among too many options to list: a button that opens a search field, with what matches below it. */
import clsx from 'clsx'
import { Popover as Radix } from 'radix-ui'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { ChoiceTrigger } from './choice-trigger.tsx'
import { Check } from './icons.ts'
import type { SelectOption } from './select.tsx'
import { TextInput } from './text-input.tsx'

export interface SearchSelectProps {
  label: string
  /** The choice that always stands first, such as "All devices". */
  all: SelectOption<string>
  /** The current choice; `all` for none. */
  chosen: SelectOption<string>
  /** The options that match; called again as the text changes. May reject. */
  find: (text: string, signal: AbortSignal) => Promise<readonly SelectOption<string>[]>
  onChange: (value: string) => void
  words: { placeholder: string; noMatch: string; failed: string }
  isDisabled?: boolean
  className?: string
}

/** A search starts when nothing was typed for this long. */
const TYPING_MS = 150

export function SearchSelect(props: SearchSelectProps) {
  const { label, chosen, isDisabled = false, className } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <Radix.Root open={isOpen} onOpenChange={setOpen}>
      <ChoiceTrigger {...{ label, isDisabled, className }} chosen={chosen.label} onOpen={() => setOpen(true)} />
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 w-72 max-w-[calc(100vw-1rem)] animate-pop-in rounded bg-surface-floating p-1 shadow-floating outline-none"
        >
          <Options {...props} close={() => setOpen(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

type Found = { options: readonly SelectOption<string>[]; hasFailed: boolean }

function Options({ label, all, chosen, find, onChange, words, close }: SearchSelectProps & { close: () => void }) {
  const id = useId()
  const [text, setText] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const [active, setActive] = useState(0)
  const options = text.trim() ? (found?.options ?? []) : [all, ...(found?.options ?? [])]

  // biome-ignore lint/correctness/useExhaustiveDependencies: `find` may be new at each render; only the text starts a search
  useEffect(() => {
    const abort = new AbortController()
    const timer = setTimeout(
      () => {
        find(text.trim(), abort.signal).then(
          (options) => {
            if (abort.signal.aborted) return
            setFound({ options, hasFailed: false })
            setActive(0)
          },
          () => abort.signal.aborted || setFound({ options: [], hasFailed: true }),
        )
      },
      text ? TYPING_MS : 0,
    )
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [text])

  function choose(option: SelectOption<string> | undefined) {
    if (!option) return
    close()
    if (option.value !== chosen.value) onChange(option.value)
  }

  function handleKey(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (event.key === 'Enter') choose(options[active])
    else if (step && options.length > 0) setActive((active + step + options.length) % options.length)
    else return
    event.preventDefault()
  }

  const note = found?.hasFailed ? words.failed : found && text.trim() && options.length === 0 ? words.noMatch : null
  return (
    <>
      <TextInput
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={options[active] && `${id}-${active}`}
        autoComplete="off"
        placeholder={words.placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={handleKey}
      />
      {/* Options are reached by the arrow keys of the field, as in a native list box. */}
      <div id={`${id}-list`} role="listbox" aria-label={label} className="max-h-72 overflow-y-auto pt-1">
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
          <div
            key={option.value}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={option.value === chosen.value}
            ref={(element) => void (index === active && element?.scrollIntoView?.({ block: 'nearest' }))}
            onPointerMove={() => setActive(index)}
            onClick={() => choose(option)}
            className={clsx(
              'flex min-h-control cursor-default items-center gap-2 rounded px-2 text-sm',
              index === active && 'bg-surface-hover',
            )}
          >
            <span className="grid size-4 shrink-0 place-items-center">
              {option.value === chosen.value && <Check aria-hidden className="size-4 text-accent" />}
            </span>
            <span className="min-w-0 truncate">{option.label}</span>
          </div>
        ))}
      </div>
      <p role="status" className={clsx('text-ink-muted text-sm', note && 'px-2 py-2')}>
        {note}
      </p>
    </>
  )
}

'use client'

/** A choice among many options in groups: a button that opens a search field, with the groups and what matches below it. */
import clsx from 'clsx'
import { Popover as Radix } from 'radix-ui'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { ChoiceTrigger } from './choice-trigger.tsx'
import { Check, Search } from './icons.ts'

export interface ComboboxOption<T extends string> {
  value: T
  label: string
  /** Other words that find it. */
  keywords: string
}

export interface ComboboxGroup<T extends string> {
  label: string
  options: readonly ComboboxOption<T>[]
}

export interface ComboboxProps<T extends string> {
  label: string
  groups: readonly ComboboxGroup<T>[]
  value: T
  onChange: (value: T) => void
  words: { placeholder: string; noMatch: string }
}

export function Combobox<T extends string>(props: ComboboxProps<T>) {
  const { label, groups, value } = props
  const [isOpen, setOpen] = useState(false)
  const chosen = groups.flatMap(({ options }) => options).find((option) => option.value === value)
  return (
    // Modal: within a dialog, the list could not be scrolled otherwise.
    <Radix.Root modal open={isOpen} onOpenChange={setOpen}>
      <ChoiceTrigger label={label} chosen={chosen?.label ?? ''} onOpen={() => setOpen(true)} className="font-medium" />
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-(--radix-popover-trigger-width) min-w-72 max-w-[calc(100vw-1rem)] animate-pop-in flex-col overflow-hidden rounded bg-surface-floating shadow-floating outline-none"
        >
          <Choice {...props} close={() => setOpen(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Options by group, and in one row as the arrow keys walk them. */
function matching<T extends string>(groups: readonly ComboboxGroup<T>[], text: string): ComboboxGroup<T>[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const matches = ({ label, keywords }: ComboboxOption<T>, group: string) => {
    const searched = `${label} ${keywords} ${group}`.toLowerCase()
    return words.every((word) => searched.includes(word))
  }
  return groups
    .map(({ label, options }) => ({ label, options: options.filter((option) => matches(option, label)) }))
    .filter(({ options }) => options.length > 0)
}

function Choice<T extends string>(props: ComboboxProps<T> & { close: () => void }) {
  const { label, groups, value, onChange, words, close } = props
  const id = useId()
  const [text, setText] = useState('')
  const found = matching(groups, text)
  const options = found.flatMap((group) => group.options)
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex((option) => option.value === value),
    ),
  )
  // Scrolling under the pointer must not move the choice of the keys.
  const isByPointer = useRef(false)

  function choose(option: ComboboxOption<T> | undefined) {
    if (!option) return
    close()
    if (option.value !== value) onChange(option.value)
  }

  function handleKey(event: KeyboardEvent) {
    const last = options.length - 1
    const next: Record<string, number> = {
      ArrowDown: active === last ? 0 : active + 1,
      ArrowUp: active === 0 ? last : active - 1,
      PageDown: Math.min(last, active + 8),
      PageUp: Math.max(0, active - 8),
    }
    const to = next[event.key]
    if (event.key === 'Enter') choose(options[active])
    else if (to === undefined || last < 0) return
    else {
      isByPointer.current = false
      setActive(to)
    }
    event.preventDefault()
  }

  let index = -1
  return (
    <>
      <div className="flex items-center gap-2 border-b px-3">
        <Search aria-hidden className="size-4 shrink-0 text-ink-muted" />
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={options[active] && `${id}-${active}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={words.placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setActive(0)
          }}
          onKeyDown={handleKey}
          className="h-control min-w-0 flex-1 bg-transparent text-input text-ink outline-none placeholder:text-ink-faint"
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1"
      >
        {found.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a list box has groups of options, not field sets
          <div key={group.label} role="group" aria-label={group.label} className="pb-1">
            <div aria-hidden className="px-2 pt-2 pb-1 font-medium text-ink-muted text-xs">
              {group.label}
            </div>
            {group.options.map((option) => {
              const at = ++index
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
                <div
                  key={option.value}
                  id={`${id}-${at}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={option.value === value}
                  ref={(element) => {
                    if (at === active && !isByPointer.current) element?.scrollIntoView?.({ block: 'nearest' })
                  }}
                  onPointerMove={() => {
                    isByPointer.current = true
                    setActive(at)
                  }}
                  onClick={() => choose(option)}
                  className={clsx(
                    'flex min-h-control cursor-default items-center gap-2 rounded px-2 text-sm',
                    at === active && 'bg-surface-hover',
                  )}
                >
                  <span className="grid size-4 shrink-0 place-items-center">
                    {option.value === value && <Check aria-hidden className="size-4 text-accent" />}
                  </span>
                  <span className="min-w-0 truncate">{option.label}</span>
                </div>
              )
            })}
          </div>
        ))}
        <p role="status" className={clsx('text-pretty text-ink-muted text-sm', options.length === 0 && 'px-2 py-3')}>
          {options.length === 0 ? words.noMatch : null}
        </p>
      </div>
    </>
  )
}

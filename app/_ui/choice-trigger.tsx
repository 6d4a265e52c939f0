'use client'

/** The button that opens a list with a search field, and shows the present choice. */
import clsx from 'clsx'
import { Popover as Radix } from 'radix-ui'
import { ChevronDown } from './icons.ts'
import { INPUT_STYLE } from './text-input.tsx'

export interface ChoiceTriggerProps {
  label: string
  chosen: string
  /** Opens the list by the key that opens a native one. */
  onOpen: () => void
  isDisabled?: boolean
  className?: string | undefined
}

export function ChoiceTrigger({ label, chosen, onOpen, isDisabled = false, className }: ChoiceTriggerProps) {
  return (
    <Radix.Trigger
      aria-label={`${label}: ${chosen}`}
      disabled={isDisabled}
      className={clsx(INPUT_STYLE, 'inline-flex items-center justify-between gap-2 text-left', className)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return
        event.preventDefault()
        onOpen()
      }}
    >
      <span className="truncate">{chosen}</span>
      <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
    </Radix.Trigger>
  )
}

'use client'

/** A checkbox with its name and one sentence about what it does. */
import { Checkbox as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { Check } from './icons.ts'

export interface CheckboxProps {
  label: string
  text?: ReactNode
  isOn: boolean
  onChange: (isOn: boolean) => void
}

export function Checkbox({ label, text, isOn, onChange }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <Radix.Root
        id={id}
        {...(text ? { 'aria-describedby': `${id}-text` } : {})}
        checked={isOn}
        onCheckedChange={(next) => onChange(next === true)}
        className="mt-0.5 grid size-5 shrink-0 place-items-center rounded border border-line-strong bg-surface-raised data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Radix.Indicator>
          <Check aria-hidden className="size-4 text-accent-ink" />
        </Radix.Indicator>
      </Radix.Root>
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {text && (
          <p id={`${id}-text`} className="text-pretty break-words text-ink-muted text-sm">
            {text}
          </p>
        )}
      </div>
    </div>
  )
}

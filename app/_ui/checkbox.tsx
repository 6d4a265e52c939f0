'use client'

/** A yes or no beside its words; the words are part of what can be pressed. */
import { Check } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'

export interface CheckboxProps {
  isChecked: boolean
  onChange: (isChecked: boolean) => void
  children: ReactNode
  disabled?: boolean
}

export function Checkbox({ isChecked, onChange, children, disabled = false }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex min-h-control items-center gap-2">
      <Radix.Root
        id={id}
        checked={isChecked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next === true)}
        className="grid size-5 shrink-0 place-items-center rounded border border-line-strong bg-surface-raised disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Radix.Indicator>
          <Check aria-hidden className="size-4 text-accent-ink" />
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className="py-2 text-sm">
        {children}
      </label>
    </div>
  )
}

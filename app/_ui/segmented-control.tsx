'use client'

/** A choice of one among two to four options, all visible. */
import { RadioGroup } from 'radix-ui'
import type { SelectOption } from './select.tsx'

export interface SegmentedControlProps<T extends string> {
  label: string
  value: T
  options: readonly SelectOption<T>[]
  onChange: (value: T) => void
}

export function SegmentedControl<T extends string>({ label, value, options, onChange }: SegmentedControlProps<T>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      orientation="horizontal"
      onValueChange={(next) => onChange(next as T)}
      className="inline-flex w-fit max-w-full gap-0.5 rounded border bg-surface-sunken p-0.5"
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className="h-control min-w-0 truncate rounded px-3 text-ink-muted text-sm hover:text-ink data-[state=checked]:bg-surface-raised data-[state=checked]:font-medium data-[state=checked]:text-ink data-[state=checked]:ring-1 data-[state=checked]:ring-line"
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}

'use client'

/** A choice of one among several options in a drop-down list. */
import clsx from 'clsx'
import { Select as Radix } from 'radix-ui'
import { Check, ChevronDown } from './icons.ts'
import { INPUT_STYLE } from './text-input.tsx'

export interface SelectOption<T extends string> {
  value: T
  label: string
}

export interface SelectProps<T extends string> {
  value: T
  options: readonly SelectOption<T>[]
  onChange: (value: T) => void
  /** Shown while no option has the value. */
  placeholder?: string
  id?: string
  'aria-label'?: string
  'aria-describedby'?: string | undefined
  disabled?: boolean
  className?: string
}

export function Select<T extends string>(props: SelectProps<T>) {
  const { value, options, onChange, placeholder, className, disabled, ...aria } = props
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)} disabled={disabled ?? false}>
      <Radix.Trigger
        {...aria}
        className={clsx(INPUT_STYLE, 'inline-flex items-center justify-between gap-2 text-left', className)}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown aria-hidden className="size-4 text-ink-muted" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-pop-in overflow-y-auto rounded bg-surface-floating p-1 shadow-floating"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex h-control items-center gap-2 rounded px-2 text-sm outline-none data-highlighted:bg-surface-hover"
              >
                <span className="grid size-4 place-items-center">
                  <Radix.ItemIndicator>
                    <Check aria-hidden className="size-4 text-accent" />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

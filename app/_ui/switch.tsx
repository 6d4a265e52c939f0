'use client'

/** A switch that takes effect at once, with its name and one sentence about what it does. */
import { Switch as Radix } from 'radix-ui'
import { useId } from 'react'

export interface SwitchProps {
  label: string
  text: string
  isOn: boolean
  isDisabled?: boolean
  onChange: (isOn: boolean) => void
}

export function Switch({ label, text, isOn, isDisabled = false, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-4">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-text`} className="text-pretty text-ink-muted text-sm">
          {text}
        </p>
      </div>
      <Radix.Root
        id={id}
        aria-describedby={`${id}-text`}
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={onChange}
        className="relative mt-0.5 h-6 w-10 shrink-0 rounded-full border border-line-strong bg-surface-sunken transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Radix.Thumb className="block size-4 translate-x-[3px] rounded-full bg-ink-muted transition-transform data-[state=checked]:translate-x-[19px] data-[state=checked]:bg-accent-ink" />
      </Radix.Root>
    </div>
  )
}

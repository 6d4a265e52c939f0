'use client'

/** A setting that is on or off at once. */
import { Switch as Radix } from 'radix-ui'
import { useId } from 'react'

export interface SwitchProps {
  isOn: boolean
  onChange: (isOn: boolean) => void
  label: string
  disabled?: boolean
}

export function Switch({ isOn, onChange, label, disabled = false }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex min-h-control items-center gap-3">
      <Radix.Root
        id={id}
        checked={isOn}
        disabled={disabled}
        onCheckedChange={onChange}
        className="relative h-5 w-9 shrink-0 rounded-full bg-line-strong transition-colors data-[state=checked]:bg-accent disabled:opacity-50"
      >
        <Radix.Thumb className="block size-4 translate-x-0.5 rounded-full bg-surface-raised transition-transform data-[state=checked]:translate-x-4.5" />
      </Radix.Root>
      <label htmlFor={id} className="py-2 text-sm">
        {label}
      </label>
    </div>
  )
}

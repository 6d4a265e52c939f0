'use client'

/** A field in which the person repeats a name or an address before something that nothing brings back. */
import { Field } from '#app/_ui/field.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'

export interface TypeToConfirmProps {
  /** Says what to type. */
  label: string
  value: string
  onChange: (value: string) => void
}

export function TypeToConfirm({ label, value, onChange }: TypeToConfirmProps) {
  return (
    <Field label={label}>
      {(control) => (
        <TextInput
          {...control}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

'use client'

/** The field for the current password, with its error when it was wrong. */
import { useTranslations } from 'use-intl'
import { Field } from '#app/_ui/field.tsx'
import { PasswordInput } from '#app/_ui/password-input.tsx'

export interface CurrentPasswordProps {
  value: string
  isWrong: boolean
  onChange: (value: string) => void
}

export function CurrentPassword({ value, isWrong, onChange }: CurrentPasswordProps) {
  const t = useTranslations('settings')
  return (
    <Field label={t('current')} error={isWrong ? t('wrongCurrent') : null}>
      {(control) => (
        <PasswordInput
          {...control}
          autoComplete="current-password"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

'use client'

/** A label above a control, with a hint and an error below it, connected so that screen readers announce all of them. */
import { type ReactNode, useId } from 'react'
import { useTranslations } from 'use-intl'
import { CircleAlert } from './icons.ts'

/** Attributes for the control; spread them onto the input. */
export interface FieldControl {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

export interface FieldProps {
  label: string
  hint?: ReactNode
  error?: string | null | undefined
  isOptional?: boolean
  children: (control: FieldControl) => ReactNode
}

export function Field({ label, hint, error, isOptional = false, children }: FieldProps) {
  const t = useTranslations('ui')
  const id = useId()
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
        {isOptional && <span className="font-normal text-ink-faint"> · {t('optional')}</span>}
      </label>
      {children({ id, 'aria-describedby': describedBy || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-ink-muted text-sm">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="flex items-start gap-1 text-danger text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
    </div>
  )
}

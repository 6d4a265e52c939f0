'use client'

/** Name, email and password of a new account. Errors appear after the first attempt to submit. */
import { useTranslations } from 'use-intl'
import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'
import { Field } from '#app/_ui/field.tsx'
import { PasswordInput } from '#app/_ui/password-input.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { emailProblem, nameProblem, newPasswordProblem } from './check-account.ts'

export const ACCOUNT_FIELDS = ['name', 'email', 'password'] as const
export type Account = Record<(typeof ACCOUNT_FIELDS)[number], string>

export function isComplete(account: Account): boolean {
  return !nameProblem(account.name) && !emailProblem(account.email) && !newPasswordProblem(account.password)
}

export interface AccountFieldsProps {
  /** What the person has typed so far; the fields hold their own values. */
  account: Account
  showsProblems: boolean
}

export function AccountFields({ account, showsProblems }: AccountFieldsProps) {
  const t = useTranslations('auth')
  const words = (problem: ReturnType<typeof emailProblem>) =>
    showsProblems && problem ? t(problem, { min: PASSWORD_CHARS_MIN }) : null
  return (
    <>
      <Field label={t('name')} hint={t('nameHint')} error={words(nameProblem(account.name))}>
        {(control) => <TextInput {...control} name="name" autoComplete="name" maxLength={100} />}
      </Field>
      <Field label={t('email')} hint={t('emailHint')} error={words(emailProblem(account.email))}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field
        label={t('password')}
        hint={t('passwordHint', { min: PASSWORD_CHARS_MIN })}
        error={words(newPasswordProblem(account.password))}
      >
        {(control) => <PasswordInput {...control} name="password" autoComplete="new-password" />}
      </Field>
    </>
  )
}

'use client'

/** Name, e-mail and password of a new account. Problems show once a person has tried to go on. */
import { useTranslations } from 'use-intl'
import { PASSWORD_CHARS_MIN } from '#app/_api/password-rule.ts'
import { Field } from '#app/_ui/field.tsx'
import { PasswordInput } from '#app/_ui/password-input.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { emailProblem, nameProblem, newPasswordProblem } from './check-account.ts'

export interface Account {
  name: string
  email: string
  password: string
}

export function isComplete(account: Account): boolean {
  return !nameProblem(account.name) && !emailProblem(account.email) && !newPasswordProblem(account.password)
}

export interface AccountFieldsProps {
  account: Account
  onChange: (account: Account) => void
  showsProblems: boolean
  /** From the server: the e-mail is in use. */
  isEmailTaken: boolean
}

export function AccountFields({ account, onChange, showsProblems, isEmailTaken }: AccountFieldsProps) {
  const t = useTranslations('auth')
  const words = (problem: ReturnType<typeof emailProblem>) =>
    showsProblems && problem ? t(problem, { min: PASSWORD_CHARS_MIN }) : null
  return (
    <>
      <Field label={t('name')} hint={t('nameHint')} error={words(nameProblem(account.name))}>
        {(control) => (
          <TextInput
            {...control}
            name="name"
            autoComplete="name"
            maxLength={100}
            value={account.name}
            onChange={(event) => onChange({ ...account, name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('email')}
        hint={t('emailHint')}
        error={isEmailTaken ? t('emailTaken') : words(emailProblem(account.email))}
      >
        {(control) => (
          <TextInput
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={account.email}
            onChange={(event) => onChange({ ...account, email: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('password')}
        hint={t('passwordHint', { min: PASSWORD_CHARS_MIN })}
        error={words(newPasswordProblem(account.password))}
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
            value={account.password}
            onChange={(event) => onChange({ ...account, password: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

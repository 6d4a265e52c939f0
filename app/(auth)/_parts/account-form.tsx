'use client'

/** Makes an account and signs in with it: for open sign-up, with an invite, or with the set-up link. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { Button } from '#app/_ui/button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { ACCOUNT_FIELDS, AccountFields, isComplete } from './account-fields.tsx'
import { signInWithPassword } from './sign-in-with-password.ts'
import { typedIn } from './typed-in.ts'

export interface AccountFormProps {
  action: string
  /** The right that goes with the request, where sign-up needs one. */
  right?: { setup: string } | { invite: string }
  /** Where to go once signed in; a path of this server. */
  nextPath: string
}

export function AccountForm({ action, right, nextPath }: AccountFormProps) {
  const tErrors = useTranslations('errors')
  const [account, setAccount] = useState({ name: '', email: '', password: '' })
  const [hasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)

  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const account = typedIn(form, ACCOUNT_FIELDS)
    setAccount(account)
    setTried(true)
    setFailure(null)
    if (!isComplete(account)) {
      focusFirstProblem(form)
      return
    }
    setBusy(true)
    try {
      await call('POST', '/api/v1/sign-up', {
        ...account,
        email: account.email.trim(),
        name: account.name.trim(),
        ...right,
      })
      await signInWithPassword(account.email, account.password)
      // A full load: every part of the page starts with the new session.
      location.assign(nextPath)
    } catch (error) {
      setFailure(codeOf(error))
      setBusy(false)
    }
  }

  return (
    <form
      noValidate
      onInput={(event) => setAccount(typedIn(event.currentTarget, ACCOUNT_FIELDS))}
      onSubmit={(event) => void handleSubmit(event)}
      className="flex flex-col gap-4"
    >
      {failure && failure !== 'conflict' && (
        <Notice tone="danger" role="alert">
          {tErrors(failure)}
        </Notice>
      )}
      <AccountFields account={account} showsProblems={hasTried} isEmailTaken={failure === 'conflict'} />
      <Button type="submit" variant="primary" isBusy={isBusy}>
        {action}
      </Button>
    </form>
  )
}

/** Runs after React has marked the fields. */
function focusFirstProblem(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus())
}

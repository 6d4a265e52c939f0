'use client'

/** Creates an account and signs in with it: through open sign-up, an invitation or the setup link. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { Button } from '#app/_ui/button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { ACCOUNT_FIELDS, AccountFields, isComplete } from './account-fields.tsx'
import { ConfirmationSent, type ConfirmationSentProps } from './confirmation-sent.tsx'
import { signInWithPassword } from './sign-in-with-password.ts'
import { typedIn } from './typed-in.ts'

export interface AccountFormProps {
  action: string
  /** The invitation or setup secret to send along, where sign-up needs one. */
  right?: { setup: string } | { invite: string } | { heldInvite: true }
  /** Path on this server to open after signing in. */
  nextPath: string
  /** Opens the next page instead of `nextPath`. */
  onSignedIn?: () => Promise<void>
}

interface SignUpAnswer {
  /** Present on a server with mail: the account is created when the link in the mail is opened. */
  isConfirmationSent?: true
  isMailDelayed?: boolean
}

export function AccountForm({ action, right, nextPath, onSignedIn }: AccountFormProps) {
  const t = useTranslations('auth')
  const tErrors = useTranslations('errors')
  const [account, setAccount] = useState({ name: '', email: '', password: '' })
  const [hasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)
  const [sent, setSent] = useState<ConfirmationSentProps | null>(null)

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
      const email = account.email.trim()
      const answer = await call<SignUpAnswer>('POST', '/api/v1/sign-up', {
        ...account,
        email,
        name: account.name.trim(),
        ...right,
      })
      if (answer.isConfirmationSent) {
        setSent({ email, isMailDelayed: answer.isMailDelayed ?? false })
        return
      }
      // The owner of a new server is signed in by the answer.
      if (!right || !('setup' in right)) await signInWithPassword(account.email, account.password)
      if (onSignedIn) await onSignedIn()
      // A full page load, so that every part of the page starts with the new session.
      else location.assign(nextPath)
    } catch (error) {
      setFailure(codeOf(error))
      setBusy(false)
    }
  }

  if (sent) return <ConfirmationSent {...sent} />
  return (
    <form
      noValidate
      onInput={(event) => setAccount(typedIn(event.currentTarget, ACCOUNT_FIELDS))}
      onSubmit={(event) => void handleSubmit(event)}
      className="flex flex-col gap-4"
    >
      {failure === 'wrong-credentials' ? (
        // The server does not say whether the address had an account; it only did not accept this password.
        <Notice tone="warn" role="alert">
          {t('notSignedIn')} <TextLink href="/sign-in">{t('signIn')}</TextLink>
        </Notice>
      ) : (
        failure && (
          <Notice tone="danger" role="alert">
            {tErrors(failure)}
          </Notice>
        )
      )}
      <AccountFields account={account} showsProblems={hasTried} />
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

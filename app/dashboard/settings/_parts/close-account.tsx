'use client'

/** Closes the account, after showing what goes with it: teams, tokens, links. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { TypeToConfirm } from '#app/dashboard/_parts/type-to-confirm.tsx'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { CurrentPassword } from './current-password.tsx'

export interface CloseAccountProps {
  email: string
  hasPassword: boolean
}

/** As GET /api/v1/account/closing answers. */
interface Closing {
  isLastServerOwner: boolean
  deletedTeams: { id: string; name: string }[]
  ownerlessTeams: { id: string; name: string }[]
  leftTeams: { id: string; name: string }[]
  apiTokens: number
  deviceTokens: number
  links: number
}

export function CloseAccount({ email, hasPassword }: CloseAccountProps) {
  const t = useTranslations('settings')
  const tUi = useTranslations('ui')
  const tErrors = useTranslations('errors')
  const [isOpen, setOpen] = useState(false)
  const [closing, setClosing] = useState<Closing | null>(null)
  const [typed, setTyped] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorCodeName | null>(null)

  async function handleOpenChange(next: boolean) {
    setOpen(next)
    setTyped('')
    setPassword('')
    setFailure(null)
    setClosing(null)
    if (!next) return
    try {
      setClosing(await call<Closing>('GET', '/api/v1/account/closing'))
    } catch (error) {
      setFailure(codeOf(error))
    }
  }

  const isBlocked = closing !== null && (closing.isLastServerOwner || closing.ownerlessTeams.length > 0)
  const isReady = closing !== null && !isBlocked && typed.trim().toLowerCase() === email

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (!isReady) return
    setBusy(true)
    setFailure(null)
    try {
      await call('DELETE', '/api/v1/account', { email: typed.trim(), ...(hasPassword ? { password } : {}) })
      location.assign('/sign-in')
    } catch (error) {
      setFailure(codeOf(error))
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={t('closeTitle')}
      description={t('closeText')}
      isOpen={isOpen}
      onOpenChange={(next) => void handleOpenChange(next)}
      trigger={<Button variant="danger">{t('close')}</Button>}
      actions={
        <>
          <Button onClick={() => void handleOpenChange(false)}>{tUi('cancel')}</Button>
          <Button type="submit" form="close-account" variant="danger" disabled={!isReady} isBusy={isBusy}>
            {t('close')}
          </Button>
        </>
      }
    >
      <form
        id="close-account"
        noValidate
        onSubmit={(event) => void handleSubmit(event)}
        className="flex flex-col gap-4"
      >
        {failure && failure !== 'wrong-credentials' && (
          <Notice tone="danger" role="alert">
            {tErrors(failure)}
          </Notice>
        )}
        {closing ? <Consequences closing={closing} /> : !failure && <Skeleton className="h-24" />}
        {closing && !isBlocked && (
          <>
            <TypeToConfirm label={t('closeType', { email })} value={typed} onChange={setTyped} />
            {hasPassword && (
              <CurrentPassword value={password} isWrong={failure === 'wrong-credentials'} onChange={setPassword} />
            )}
          </>
        )}
      </form>
    </Dialog>
  )
}

function Consequences({ closing }: { closing: Closing }) {
  const t = useTranslations('settings')
  const { isLastServerOwner, ownerlessTeams, deletedTeams, leftTeams, apiTokens, deviceTokens, links } = closing
  if (isLastServerOwner) return <Notice tone="warn">{t('closeLastOwner')}</Notice>
  if (ownerlessTeams.length > 0)
    return <Notice tone="warn">{t('closeOwnerless', { teams: namesOf(ownerlessTeams) })}</Notice>
  const lines = [
    deletedTeams.length > 0 && t('closeDeleted', { teams: namesOf(deletedTeams) }),
    leftTeams.length > 0 && t('closeLeft', { teams: namesOf(leftTeams) }),
    apiTokens + links > 0 && t('closeRevoked', { tokens: apiTokens, links }),
    deviceTokens > 0 && t('closeKept', { count: deviceTokens }),
    t('closeAudit'),
  ].filter((line) => line !== false)
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5 text-ink-muted text-sm">
      {lines.map((line) => (
        <li key={line} className="text-pretty">
          {line}
        </li>
      ))}
    </ul>
  )
}

function namesOf(teams: readonly { name: string }[]): string {
  return teams.map(({ name }) => name).join(', ')
}

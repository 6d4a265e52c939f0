'use client'

/** Creates an invite link and shows it once. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { UserPlus } from '#app/_ui/icons.ts'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { toast } from '#app/_ui/toast.ts'
import { emailProblem } from '#app/(auth)/_parts/check-account.ts'
import { useTeamId } from '#app/dashboard/_parts/team-channel-provider.tsx'
import { ROLES, type RoleName } from './roles.ts'

export interface InviteDialogProps {
  /** Whether this server can send the link by mail. */
  isMailOn: boolean
}

export function InviteDialog({ isMailOn }: InviteDialogProps) {
  const t = useTranslations('team')
  const tAuth = useTranslations('auth')
  const router = useRouter()
  const tUi = useTranslations('ui')
  const team = useTeamId()
  const { act, isBusy } = useAct()
  const [isOpen, setOpen] = useState(false)
  const [role, setRole] = useState<RoleName>('member')
  const [email, setEmail] = useState('')
  const [isBadEmail, setBadEmail] = useState(false)
  const [url, setUrl] = useState<string | null>(null)

  function handleOpenChange(next: boolean) {
    setOpen(next)
    if (next) return
    setUrl(null)
    setEmail('')
    setBadEmail(false)
  }

  async function handleMake() {
    const address = email.trim()
    const isBad = address !== '' && emailProblem(address) !== null
    setBadEmail(isBad)
    if (isBad) return
    const body = { role, ...(address === '' ? {} : { email: address }) }
    const made = await act(() => call<{ url: string | null }>('POST', `/api/v1/team/invites?team=${team}`, body))
    if (!made) return
    setUrl(made.value.url)
    router.refresh()
    if (made.value.url !== null) return
    toast.success(t('inviteSent', { email: address }))
    handleOpenChange(false)
  }

  return (
    <Dialog
      title={t(url ? 'inviteMade' : 'inviteTitle')}
      description={t(url ? 'inviteMadeText' : 'inviteText')}
      isOpen={isOpen}
      onOpenChange={handleOpenChange}
      isSticky={url !== null}
      trigger={
        <Button variant="primary">
          <UserPlus aria-hidden className="size-4" />
          {t('invite')}
        </Button>
      }
      actions={
        url ? (
          <Button variant="primary" onClick={() => handleOpenChange(false)}>
            {t('done')}
          </Button>
        ) : (
          <>
            <Button onClick={() => handleOpenChange(false)}>{tUi('cancel')}</Button>
            <Button variant="primary" isBusy={isBusy} onClick={() => void handleMake()}>
              {t('inviteMake')}
            </Button>
          </>
        )
      }
    >
      {url ? (
        <div className="flex flex-col items-start gap-3">
          <code className="block w-full select-all break-all rounded border bg-surface-sunken p-3 text-code">
            {url}
          </code>
          <CopyButton text={url} what={t('inviteLink')} label={t('copyLink')} />
        </div>
      ) : (
        <div className="flex flex-col gap-4">
          <div className="flex flex-col gap-1">
            <span className="font-medium text-sm">{t('inviteRole')}</span>
            <SegmentedControl
              label={t('inviteRole')}
              value={role}
              options={ROLES.map((value) => ({ value, label: t(value) }))}
              onChange={setRole}
            />
            <p className="text-ink-muted text-sm">{t(`${role}Text`)}</p>
          </div>
          {isMailOn && (
            <Field
              label={t('inviteEmail')}
              hint={t('inviteEmailHint')}
              error={isBadEmail ? tAuth('badEmail') : null}
              isOptional
            >
              {(control) => (
                <TextInput
                  {...control}
                  type="email"
                  autoComplete="off"
                  value={email}
                  onChange={(event) => setEmail(event.target.value)}
                />
              )}
            </Field>
          )}
        </div>
      )}
    </Dialog>
  )
}

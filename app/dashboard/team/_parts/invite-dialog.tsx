'use client'

/** Makes an invite link and shows it once. */
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { useTeamId } from '../../_parts/team-feed-provider.tsx'
import { ROLES, type RoleName } from './roles.ts'

export function InviteDialog() {
  const t = useTranslations('team')
  const tUi = useTranslations('ui')
  const team = useTeamId()
  const { act, isBusy } = useAct()
  const [isOpen, setOpen] = useState(false)
  const [role, setRole] = useState<RoleName>('member')
  const [url, setUrl] = useState<string | null>(null)

  function handleOpenChange(next: boolean) {
    setOpen(next)
    if (!next) setUrl(null)
  }

  async function handleMake() {
    const made = await act(() => call<{ url: string }>('POST', `/api/v1/team/invites?team=${team}`, { role }))
    if (made) setUrl(made.value.url)
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
      )}
    </Dialog>
  )
}

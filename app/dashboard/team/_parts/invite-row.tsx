'use client'

/** One open invitation: role, who created it, its dates, and a button to withdraw it. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import type { InviteItem } from '#app/_openapi/answers.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { Mail } from '#app/_ui/icons.ts'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { toast } from '#app/_ui/toast.ts'

export interface InviteRowProps {
  invite: InviteItem
  mayWithdraw: boolean
}

export function InviteRow({ invite, mayWithdraw }: InviteRowProps) {
  const t = useTranslations('team')
  const router = useRouter()
  const { act } = useAct()
  const role = t(invite.role)
  const title = invite.email === null ? t('inviteAs', { role }) : t('inviteFor', { email: invite.email })

  async function handleWithdraw() {
    if (!(await act(() => call('DELETE', `/api/v1/team/invites/${invite.id}`)))) return false
    toast.success(t('withdrawn'))
    router.refresh()
    return true
  }

  return (
    <ListRow
      lead={<Mail aria-hidden className="size-4 text-ink-faint" />}
      title={title}
      wrapsTitle
      aside={invite.email !== null && <Badge>{role}</Badge>}
      detail={
        <>
          <span>
            {t('inviteCreated')} <RelativeTime atMs={invite.createdAtMs} />
          </span>
          <span className="min-w-0 truncate">{t('inviteBy', { name: invite.createdBy.name })}</span>
        </>
      }
      facts={
        <span>
          {t('inviteExpires')} <RelativeTime atMs={invite.expiresAtMs} />
        </span>
      }
      actions={
        mayWithdraw && (
          <ConfirmDialog
            title={t('withdrawTitle')}
            consequence={t('withdrawText')}
            confirmLabel={t('withdraw')}
            onConfirm={handleWithdraw}
            trigger={<Button aria-label={`${t('withdraw')}: ${title}`}>{t('withdraw')}</Button>}
          />
        )
      }
    />
  )
}

'use client'

/** One member: who, since when, in which role; owners change it here. */
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { Select } from '#app/_ui/select.tsx'
import { Initial } from '../../_parts/initial.tsx'
import { useTeamId } from '../../_parts/team-feed-provider.tsx'
import { ROLES, type RoleName } from './roles.ts'

export interface MemberRowProps {
  member: { userId: string; name: string; email: string; role: RoleName; joinedAtMs: number }
  isSelf: boolean
  /** Neither leaves nor steps down: the team would have nobody to lead it. */
  isLastOwner: boolean
  mayChange: boolean
  mayRemove: boolean
}

export function MemberRow({ member, isSelf, isLastOwner, mayChange, mayRemove }: MemberRowProps) {
  const t = useTranslations('team')
  const router = useRouter()
  const team = useTeamId()
  const { act, isBusy } = useAct()
  const { name, role } = member
  const path = `/api/v1/team/members/${member.userId}?team=${team}`

  async function handleRole(next: RoleName) {
    if (!(await act(() => call('PATCH', path, { role: next })))) return
    toast.success(t('roleChanged', { name }))
    router.refresh()
  }

  async function handleRemove() {
    if (!(await act(() => call('DELETE', path)))) return false
    if (isSelf) {
      location.assign('/dashboard')
      return true
    }
    toast.success(t('removed', { name }))
    router.refresh()
    return true
  }

  return (
    <ListRow
      lead={<Initial name={name} />}
      title={name}
      aside={isSelf && <Badge tone="accent">{t('you')}</Badge>}
      detail={
        <>
          <span className="min-w-0 truncate">{member.email}</span>
          <span>
            {t('joined')} <RelativeTime atMs={member.joinedAtMs} />
          </span>
        </>
      }
      facts={
        mayChange && !isLastOwner ? (
          <Select
            aria-label={t('roleOf', { name })}
            className="w-36"
            disabled={isBusy}
            value={role}
            options={ROLES.map((value) => ({ value, label: t(value) }))}
            onChange={(next) => void handleRole(next)}
          />
        ) : (
          <span title={t(isLastOwner ? 'lastOwner' : `${role}Text`)}>{t(role)}</span>
        )
      }
      actions={
        mayRemove &&
        !isLastOwner && (
          <ConfirmDialog
            title={isSelf ? t('leaveTitle') : t('removeTitle', { name })}
            consequence={t(isSelf ? 'leaveText' : 'removeText')}
            confirmLabel={t(isSelf ? 'leave' : 'remove')}
            onConfirm={handleRemove}
            trigger={
              isSelf ? (
                <Button>{t('leave')}</Button>
              ) : (
                <Button aria-label={`${t('remove')}: ${name}`}>{t('remove')}</Button>
              )
            }
          />
        )
      }
    />
  )
}

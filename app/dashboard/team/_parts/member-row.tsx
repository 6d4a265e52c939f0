'use client'

/** One member: name, date of joining and role, which owners can change. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { Select } from '#app/_ui/select.tsx'
import { toast } from '#app/_ui/toast.ts'
import { Initial } from '#app/dashboard/_parts/initial.tsx'
import { useTeamId } from '#app/dashboard/_parts/team-channel-provider.tsx'
import { MemberExitDialog, type Revocable } from './member-exit-dialog.tsx'
import { ROLES, type RoleName } from './roles.ts'

export interface MemberRowProps {
  member: { userId: string; name: string; email: string; role: RoleName; joinedAtMs: number }
  isSelf: boolean
  /** True for the last owner, who can neither leave nor step down: a team always keeps an owner. */
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
  const [asks, setAsks] = useState<'demote' | 'remove' | null>(null)
  const path = `/api/v1/team/members/${member.userId}`
  const ofTeam = `team=${encodeURIComponent(team)}`

  async function changeRole(next: RoleName, revoke?: readonly Revocable[]) {
    const body = { role: next, ...(revoke && { revoke }) }
    if (!(await act(() => call('PATCH', `${path}?${ofTeam}`, body)))) return false
    toast.success(t('roleChanged', { name }))
    router.refresh()
    return true
  }

  async function handleLeave() {
    if (!(await act(() => call('DELETE', `${path}?${ofTeam}`)))) return false
    location.assign('/dashboard')
    return true
  }

  async function handleRemove(revoke: readonly Revocable[]) {
    const query = `${ofTeam}&revoke=${revoke.length > 0 ? revoke.join(',') : 'none'}`
    if (!(await act(() => call('DELETE', `${path}?${query}`)))) return false
    toast.success(t('removed', { name }))
    router.refresh()
    return true
  }

  return (
    <ListRow
      lead={<Initial name={name} />}
      title={name}
      wrapsTitle
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
            // A viewer may not have what the person created.
            onChange={(next) => (next === 'viewer' ? setAsks('demote') : void changeRole(next))}
          />
        ) : (
          <span title={t(isLastOwner ? 'lastOwner' : `${role}Text`)}>{t(role)}</span>
        )
      }
      actions={
        <>
          {mayRemove && !isLastOwner && isSelf && (
            <ConfirmDialog
              title={t('leaveTitle')}
              consequence={t('leaveText')}
              confirmLabel={t('leave')}
              onConfirm={handleLeave}
              trigger={<Button>{t('leave')}</Button>}
            />
          )}
          {mayRemove && !isLastOwner && !isSelf && (
            <Button aria-label={`${t('remove')}: ${name}`} onClick={() => setAsks('remove')}>
              {t('remove')}
            </Button>
          )}
          <MemberExitDialog
            title={t(asks === 'demote' ? 'demoteTitle' : 'removeTitle', { name })}
            text={t(asks === 'demote' ? 'demoteText' : 'removeText')}
            confirmLabel={t(asks === 'demote' ? 'demote' : 'remove')}
            createdPath={`${path}/created?${ofTeam}`}
            isOpen={asks !== null}
            onOpenChange={(isOpen) => !isOpen && setAsks(null)}
            onConfirm={asks === 'demote' ? (revoke) => changeRole('viewer', revoke) : handleRemove}
          />
        </>
      }
    />
  )
}

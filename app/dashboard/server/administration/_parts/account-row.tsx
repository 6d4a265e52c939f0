'use client'

/** One account: its state, teams and last use, and what an owner of the server may do to it. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type CallMethod, call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { DropdownMenu } from '#app/_ui/dropdown-menu.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Ban, Ellipsis, KeyRound, ShieldOff, Trash2, UserCheck, UserCog } from '#app/_ui/icons.ts'
import { ListRow } from '#app/_ui/list-row.tsx'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { toast } from '#app/_ui/toast.ts'
import { Initial } from '#app/dashboard/_parts/initial.tsx'
import { ResetLinkDialog } from './reset-link-dialog.tsx'

export interface AccountRowProps {
  account: {
    id: string
    name: string
    email: string
    isServerOwner: boolean
    disabledAtMs: number | null
    lastSeenAtMs: number | null
    hasSecondFactor: boolean
    teams: readonly { id: string; name: string }[]
  }
  isSelf: boolean
}

/** Acts that ask first. */
type Act = 'disable' | 'makeOwner' | 'makeOrdinary' | 'resetFactors' | 'delete'

const CALLS: Record<Act | 'enable', [method: CallMethod, path: string, body?: object]> = {
  enable: ['PATCH', '', { isDisabled: false }],
  disable: ['PATCH', '', { isDisabled: true }],
  makeOwner: ['PATCH', '', { isServerOwner: true }],
  makeOrdinary: ['PATCH', '', { isServerOwner: false }],
  resetFactors: ['POST', '/reset-factors'],
  delete: ['DELETE', ''],
}

export function AccountRow({ account, isSelf }: AccountRowProps) {
  const t = useTranslations('administration')
  const router = useRouter()
  const { act } = useAct()
  const [asking, setAsking] = useState<Act>('disable')
  const [isAsking, setIsAsking] = useState(false)
  const [resetUrl, setResetUrl] = useState<string | null>(null)
  const { id, name, email, isServerOwner, disabledAtMs, lastSeenAtMs, hasSecondFactor, teams } = account
  const path = `/api/v1/server/users/${encodeURIComponent(id)}`

  function ask(next: Act) {
    setAsking(next)
    setIsAsking(true)
  }

  async function handle(name: Act | 'enable') {
    const [method, more, body] = CALLS[name]
    if (!(await act(() => call(method, path + more, body)))) return false
    toast.success(t(`${name}Done`, { email }))
    router.refresh()
    return true
  }

  async function handleResetLink() {
    const made = await act(() => call<{ url: string }>('POST', `${path}/reset-link`))
    if (made) setResetUrl(made.value.url)
  }

  return (
    <>
      <ListRow
        lead={<Initial name={name} />}
        title={<bdi>{name}</bdi>}
        wrapsTitle
        isQuiet={disabledAtMs !== null}
        aside={
          <>
            {isSelf && <Badge tone="accent">{t('you')}</Badge>}
            {isServerOwner && <Badge>{t('owner')}</Badge>}
            {disabledAtMs !== null && <Badge tone="danger">{t('disabled')}</Badge>}
            {hasSecondFactor && <Badge tone="live">{t('secondFactor')}</Badge>}
          </>
        }
        detail={
          <>
            <span className="min-w-0 truncate">{email}</span>
            <span className="min-w-0 truncate">
              {teams.length === 0 ? t('noTeam') : teams.map((team) => team.name).join(', ')}
            </span>
          </>
        }
        facts={
          lastSeenAtMs === null ? (
            <span>{t('neverSeen')}</span>
          ) : (
            <span>
              {t('lastSeen')} <RelativeTime atMs={lastSeenAtMs} />
            </span>
          )
        }
        actions={
          <DropdownMenu trigger={<IconButton icon={Ellipsis} label={t('actions', { name })} hasTooltip={false} />}>
            <MenuItem icon={KeyRound} disabled={disabledAtMs !== null} onSelect={() => void handleResetLink()}>
              {t('resetLink')}
            </MenuItem>
            {hasSecondFactor && (
              <MenuItem icon={ShieldOff} onSelect={() => ask('resetFactors')}>
                {t('resetFactors')}
              </MenuItem>
            )}
            <MenuItem icon={UserCog} onSelect={() => ask(isServerOwner ? 'makeOrdinary' : 'makeOwner')}>
              {t(isServerOwner ? 'makeOrdinary' : 'makeOwner')}
            </MenuItem>
            {!isSelf &&
              (disabledAtMs === null ? (
                <MenuItem icon={Ban} isDanger onSelect={() => ask('disable')}>
                  {t('disable')}
                </MenuItem>
              ) : (
                <MenuItem icon={UserCheck} onSelect={() => void handle('enable')}>
                  {t('enable')}
                </MenuItem>
              ))}
            {!isSelf && (
              <MenuItem icon={Trash2} isDanger onSelect={() => ask('delete')}>
                {t('delete')}
              </MenuItem>
            )}
          </DropdownMenu>
        }
      />
      <ConfirmDialog
        title={t(`${asking}Title`, { name })}
        consequence={t(`${asking}Text`)}
        confirmLabel={t(asking)}
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        onConfirm={() => handle(asking)}
      />
      <ResetLinkDialog email={email} url={resetUrl} onClose={() => setResetUrl(null)} />
    </>
  )
}

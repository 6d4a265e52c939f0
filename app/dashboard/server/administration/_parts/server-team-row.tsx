'use client'

/** One team of the server with what it holds; owners of the server may delete it. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Trash2 } from '#app/_ui/icons.ts'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { toast } from '#app/_ui/toast.ts'
import { Initial } from '#app/dashboard/_parts/initial.tsx'

export interface ServerTeamRowProps {
  team: { id: string; name: string; createdAtMs: number; members: number; devices: number; sessions: number }
}

export function ServerTeamRow({ team }: ServerTeamRowProps) {
  const t = useTranslations('administration')
  const router = useRouter()
  const { act } = useAct()
  const { id, name, createdAtMs, members, devices, sessions } = team

  async function handleDelete() {
    if (!(await act(() => call('DELETE', `/api/v1/server/teams/${encodeURIComponent(id)}`)))) return false
    toast.success(t('deleteTeamDone', { name }))
    router.refresh()
    return true
  }

  return (
    <ListRow
      lead={<Initial name={name} />}
      title={<bdi>{name}</bdi>}
      wrapsTitle
      detail={
        <span>
          {t('created')} <RelativeTime atMs={createdAtMs} />
        </span>
      }
      facts={<span>{t('holds', { members, devices, sessions })}</span>}
      actions={
        <ConfirmDialog
          title={t('deleteTeamTitle', { name })}
          consequence={t('deleteTeamText')}
          confirmLabel={t('deleteTeam')}
          onConfirm={handleDelete}
          trigger={<IconButton icon={Trash2} label={`${t('deleteTeam')}: ${name}`} />}
        />
      }
    />
  )
}

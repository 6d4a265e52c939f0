'use client'

/** Renames the team. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { toast } from '#app/_ui/toast.ts'
import { RenameDialog } from '#app/dashboard/_parts/rename-dialog.tsx'
import { useTeamId } from '#app/dashboard/_parts/team-channel-provider.tsx'

export interface RenameTeamProps {
  name: string
}

export function RenameTeam({ name }: RenameTeamProps) {
  const t = useTranslations('team')
  const router = useRouter()
  const team = useTeamId()
  const { act } = useAct()

  async function handleSave(next: string) {
    if (!(await act(() => call('PATCH', `/api/v1/team?team=${team}`, { name: next })))) return false
    toast.success(t('renamed'))
    router.refresh()
    return true
  }

  return (
    <RenameDialog
      name={name}
      words={{ open: t('rename'), title: t('rename'), label: t('name'), missing: t('missingName'), save: t('save') }}
      onSave={handleSave}
    />
  )
}

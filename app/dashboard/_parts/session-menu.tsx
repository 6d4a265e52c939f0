'use client'

/** The menu of a session in a list: copy its ID, forget it. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { DropdownMenu } from '#app/_ui/dropdown-menu.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Copy, Ellipsis, Trash2 } from '#app/_ui/icons.ts'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { toast } from '#app/_ui/toast.ts'
import { useCopy } from '#app/_ui/use-copy.ts'

export interface SessionMenuProps {
  id: string
  deviceName: string
  mayForget: boolean
}

export function SessionMenu({ id, deviceName, mayForget }: SessionMenuProps) {
  const t = useTranslations('sessions')
  const tUi = useTranslations('ui')
  const router = useRouter()
  const { act } = useAct()
  const { copy } = useCopy()
  const [isAsking, setAsking] = useState(false)

  async function handleCopy() {
    if (await copy(id)) toast.success(tUi('copied'))
  }

  async function handleForget() {
    const done = await act(() => call('DELETE', `/api/v1/sessions/${encodeURIComponent(id)}`))
    if (!done) return false
    toast.success(t('forgotten'))
    router.refresh()
    return true
  }

  return (
    <>
      <DropdownMenu
        trigger={<IconButton icon={Ellipsis} label={t('actions', { name: deviceName })} hasTooltip={false} />}
      >
        <MenuItem icon={Copy} onSelect={() => void handleCopy()}>
          {t('copyId')}
        </MenuItem>
        {mayForget && (
          <MenuItem icon={Trash2} isDanger onSelect={() => setAsking(true)}>
            {t('forget')}
          </MenuItem>
        )}
      </DropdownMenu>
      <ConfirmDialog
        title={t('forgetTitle')}
        consequence={t('forgetText')}
        confirmLabel={t('forget')}
        isOpen={isAsking}
        onOpenChange={setAsking}
        onConfirm={handleForget}
      />
    </>
  )
}

'use client'

/** One passkey: its name, when it was added and used, and what can be done with it. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import type { PasskeyItem } from '#app/_openapi/answers.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Trash2 } from '#app/_ui/icons.ts'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { toast } from '#app/_ui/toast.ts'
import { PasskeyRename } from './passkey-rename.tsx'

export interface PasskeyRowProps {
  passkey: PasskeyItem
}

export function PasskeyRow({ passkey: { id, name, isBackedUp, createdAtMs, lastUsedAtMs } }: PasskeyRowProps) {
  const t = useTranslations('security')
  const router = useRouter()
  const { act } = useAct()

  async function handleRemove() {
    if (!(await act(() => call('DELETE', `/api/v1/account/passkeys/${id}`)))) return false
    toast.success(t('passkeyRemoved'))
    router.refresh()
    return true
  }

  return (
    <ListRow
      title={name}
      aside={isBackedUp && <Badge>{t('synced')}</Badge>}
      detail={
        <>
          <span>
            {t('added')} <RelativeTime atMs={createdAtMs} />
          </span>
          <span>
            {lastUsedAtMs === null ? (
              t('neverUsed')
            ) : (
              <>
                {t('lastUsed')} <RelativeTime atMs={lastUsedAtMs} />
              </>
            )}
          </span>
        </>
      }
      actions={
        <>
          <PasskeyRename id={id} name={name} />
          <ConfirmDialog
            title={t('removePasskeyTitle', { name })}
            consequence={t('removePasskeyConsequence')}
            confirmLabel={t('removePasskey')}
            onConfirm={handleRemove}
            trigger={<IconButton icon={Trash2} label={`${t('removePasskey')}: ${name}`} />}
          />
        </>
      }
    />
  )
}

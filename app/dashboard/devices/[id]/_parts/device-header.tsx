'use client'

/** The name of a device, whether it is live, and its actions. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import type { DeviceItem } from '#app/_openapi/answers.ts'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import { toast } from '#app/_ui/toast.ts'
import { RenameDialog } from '#app/dashboard/_parts/rename-dialog.tsx'
import { useLiveSessions } from '#app/dashboard/_parts/use-live-sessions.ts'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { isolatedName } from '#lib/protocol/names.ts'
import { ShareDevice } from './share-device.tsx'

export interface DeviceHeaderProps {
  device: DeviceItem
  /** Its live sessions when the page was rendered. */
  initialLive: readonly SessionSummary[]
  mayRename: boolean
  mayForget: boolean
  mayShare: boolean
  /** Origin for links, or null to use the one in the address bar. */
  serverUrl: string | null
}

export function DeviceHeader({ device, initialLive, mayRename, mayForget, mayShare, serverUrl }: DeviceHeaderProps) {
  const t = useTranslations('devices')
  const router = useRouter()
  const { act } = useAct()
  const live = useLiveSessions(initialLive).find(({ deviceId }) => deviceId === device.id) ?? null
  const status = live?.liveness ?? 'ended'
  const path = `/api/v1/devices/${device.id}`

  async function handleRename(name: string) {
    if (!(await act(() => call('PATCH', path, { name })))) return false
    toast.success(t('renamed'))
    router.refresh()
    return true
  }

  async function handleForget() {
    if (!(await act(() => call('DELETE', path)))) return false
    toast.success(t('forgotten'))
    router.push('/dashboard')
    return true
  }

  return (
    <PageHeader
      title={device.name}
      text={
        <span role="status" className="flex items-center gap-2">
          <StatusDot status={status} />
          {status === 'live' && t('live')}
          {status === 'reconnecting' && t('reconnecting')}
          {status === 'ended' && (
            <span>
              {t('lastSeen')} <RelativeTime atMs={device.lastSeenAtMs} />
            </span>
          )}
        </span>
      }
      actions={
        <>
          {mayForget && (
            <ConfirmDialog
              title={t('forgetTitle', { name: isolatedName(device.name) })}
              consequence={t('forgetText')}
              confirmLabel={t('forget')}
              onConfirm={handleForget}
              trigger={<Button>{t('forget')}</Button>}
            />
          )}
          {mayRename && (
            <RenameDialog
              name={device.name}
              words={{
                open: t('rename'),
                title: t('renameTitle'),
                text: t('renameText'),
                label: t('name'),
                missing: t('missingName'),
                save: t('renameSave'),
              }}
              onSave={handleRename}
            />
          )}
          {mayShare && <ShareDevice device={device} serverUrl={serverUrl} />}
          {live && (
            <LinkButton variant="primary" href={`/dashboard/sessions/${live.session}`}>
              {t('open')}
            </LinkButton>
          )}
        </>
      }
    />
  )
}

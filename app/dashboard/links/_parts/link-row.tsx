'use client'

/** One share link: what it opens, its dates, its viewers, and a button to revoke it. */
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import type { LinkItem } from '#app/_openapi/answers.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { MonitorSmartphone, ScrollText } from '#app/_ui/icons.ts'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { toast } from '#app/_ui/toast.ts'
import { isolatedName } from '#lib/protocol/names.ts'

export interface LinkRowProps {
  link: LinkItem
  watchers: number
  mayRevoke: boolean
}

export function LinkRow({ link, watchers, mayRevoke }: LinkRowProps) {
  const t = useTranslations('links')
  const router = useRouter()
  const { act } = useAct()
  const Icon = link.sessionId === null ? MonitorSmartphone : ScrollText
  const href = link.sessionId === null ? `/dashboard/devices/${link.deviceId}` : `/dashboard/sessions/${link.sessionId}`

  async function handleRevoke() {
    if (!(await act(() => call('DELETE', `/api/v1/links/${link.id}`)))) return false
    toast.success(t('revoked'))
    router.refresh()
    return true
  }

  return (
    <ListRow
      href={href}
      lead={<Icon aria-hidden className="size-4 text-ink-faint" />}
      title={link.deviceName}
      aside={<Badge>{t(link.sessionId === null ? 'opensDevice' : 'opensSession')}</Badge>}
      detail={
        <>
          <code className="text-code" title={link.id}>
            /s/{link.id.slice(0, 8)}
          </code>
          <span>
            {t('created')} <RelativeTime atMs={link.createdAtMs} />
          </span>
          <span>{t('by', { name: isolatedName(link.createdBy.name) })}</span>
        </>
      }
      facts={
        <>
          {watchers > 0 ? (
            <Badge tone="live">{t('watchersNow', { count: watchers })}</Badge>
          ) : (
            <span>
              {link.lastUsedAtMs === null ? (
                t('neverUsed')
              ) : (
                <>
                  {t('used')} <RelativeTime atMs={link.lastUsedAtMs} />
                </>
              )}
            </span>
          )}
          <span>
            {t('expires')} <RelativeTime atMs={link.expiresAtMs} />
          </span>
        </>
      }
      actions={
        mayRevoke && (
          <ConfirmDialog
            title={t('revokeTitle')}
            consequence={t('revokeText', { count: watchers })}
            confirmLabel={t('revoke')}
            onConfirm={handleRevoke}
            trigger={<Button aria-label={`${t('revoke')}: ${link.deviceName}`}>{t('revoke')}</Button>}
          />
        )
      }
    />
  )
}

'use client'

/** The links that let others watch this session or its device: who is watching now, and a button to revoke each. */
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { Button } from '#app/_ui/button.tsx'
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx'
import { MonitorSmartphone, ScrollText } from '#app/_ui/icons.ts'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { toast } from '#app/_ui/toast.ts'
import { isolatedName } from '#lib/protocol/names.ts'
import { type SharedLink, useSharedLinks } from './use-shared-links.ts'

export interface ShareLinksProps {
  teamId: string
  sessionId: string | null
  deviceId: string
}

export function ShareLinks(props: ShareLinksProps) {
  const t = useTranslations('share')
  const { links, reload } = useSharedLinks(props)
  return (
    <section aria-label={t('active')} className="flex flex-col gap-1 border-t pt-4">
      <h3 className="font-medium text-sm">{t('active')}</h3>
      {links === null && <Skeleton className="h-10" />}
      {links?.length === 0 && <p className="text-ink-muted text-sm">{t('none')}</p>}
      <ul className="flex flex-col">
        {links?.map((link) => (
          <LinkLine key={link.id} link={link} onRevoked={reload} />
        ))}
      </ul>
    </section>
  )
}

function LinkLine({ link, onRevoked }: { link: SharedLink; onRevoked: () => void }) {
  const t = useTranslations('share')
  const tLinks = useTranslations('links')
  const { act } = useAct()
  const Icon = link.sessionId === null ? MonitorSmartphone : ScrollText

  async function handleRevoke() {
    if (!(await act(() => call('DELETE', `/api/v1/links/${link.id}`)))) return false
    toast.success(t('revoked'))
    onRevoked()
    return true
  }

  return (
    <li className="flex items-center gap-3 py-1.5 text-sm">
      <Icon aria-hidden className="size-4 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="truncate">
          {t(link.sessionId === null ? 'opensDevice' : 'opensSession')} ·{' '}
          {t('by', { name: isolatedName(link.createdBy.name) })}
        </p>
        <p className="truncate text-ink-faint text-xs">
          {t('expiresAt')} <RelativeTime atMs={link.expiresAtMs} />
        </p>
      </div>
      <Badge tone={link.watchers > 0 ? 'live' : 'neutral'}>{t('watching', { count: link.watchers })}</Badge>
      <ConfirmDialog
        title={tLinks('revokeTitle')}
        consequence={tLinks('revokeText', { count: link.watchers })}
        confirmLabel={tLinks('revoke')}
        onConfirm={handleRevoke}
        trigger={
          <Button aria-label={t('revokeOne', { name: isolatedName(link.createdBy.name) })}>{t('revoke')}</Button>
        }
      />
    </li>
  )
}

'use client'

/** "Waiting for the first record…", which turns green when one arrives and leads to the live page. */
import { useTranslations } from 'use-intl'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import { isolatedName } from '#lib/protocol/names.ts'
import { tokenWindow } from './open-store.ts'
import { RejectionLine } from './rejection-line.tsx'
import { useFirstSession } from './use-first-session.ts'
import { useRejections } from './use-rejections.ts'

export interface FirstRecordProps {
  tokenId: string
}

export function FirstRecord({ tokenId }: FirstRecordProps) {
  const t = useTranslations('tokens')
  const session = useFirstSession(tokenId)
  // An unknown token counts too: a typo is the likeliest reason that nothing arrives.
  const rejection = useRejections(session === null).find((each) => each.tokenId === tokenId || each.tokenId === null)
  return (
    <div
      role="status"
      data-arrived={session !== null || undefined}
      className="flex min-h-16 flex-wrap items-center gap-3 rounded border border-line-strong border-dashed px-4 py-3 transition-colors data-arrived:border-state-live data-arrived:border-solid data-arrived:bg-state-live-soft"
    >
      <StatusDot status={session ? 'live' : 'reconnecting'} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {session ? t('arrived', { name: isolatedName(session.device.name) }) : t('waiting')}
        </p>
        <p className="text-ink-muted text-sm">
          {session ? (
            t('arrivedRecords', { count: session.counters.records })
          ) : rejection ? (
            <span className="text-state-reconnecting">
              <RejectionLine rejection={rejection} />
            </span>
          ) : (
            t('waitingText')
          )}
        </p>
      </div>
      {session && (
        <LinkButton
          variant="primary"
          href={`/dashboard/sessions/${session.session}`}
          onClick={() => tokenWindow.setOpen(false)}
        >
          {t('watch')}
        </LinkButton>
      )}
    </div>
  )
}

'use client'

/** "Waiting for the first record…", which turns green by itself and leads to the live page. */
import { useTranslations } from 'use-intl'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import { tokenWindow } from './open-store.ts'
import { RefusalLine } from './refusal-line.tsx'
import { useFirstSession } from './use-first-session.ts'
import { useRefusals } from './use-refusals.ts'

export interface FirstRecordProps {
  tokenId: string
}

export function FirstRecord({ tokenId }: FirstRecordProps) {
  const t = useTranslations('tokens')
  const session = useFirstSession(tokenId)
  // With this token, or with none that counts: a typo is the likeliest reason that nothing comes.
  const refusal = useRefusals(session === null).find((each) => each.tokenId === tokenId || each.tokenId === null)
  return (
    <div
      role="status"
      data-arrived={session !== null || undefined}
      className="flex min-h-16 flex-wrap items-center gap-3 rounded border border-line-strong border-dashed px-4 py-3 transition-colors data-arrived:border-state-live data-arrived:border-solid data-arrived:bg-state-live-soft"
    >
      <StatusDot status={session ? 'live' : 'reconnecting'} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{session ? t('arrived', { name: session.device.name }) : t('waiting')}</p>
        <p className="text-ink-muted text-sm">
          {session ? (
            t('arrivedRecords', { count: session.counters.records })
          ) : refusal ? (
            <span className="text-state-reconnecting">
              <RefusalLine refusal={refusal} />
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

'use client'

/** The live page of somebody who came by a link: read-only, no way to the dashboard, and a plain word when the link is over. */
import { useCallback, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { LiveFrame } from '#app/_live/live-frame.tsx'
import { LivePage } from '#app/_live/live-page.tsx'
import { LiveSkeleton } from '#app/_live/live-skeleton.tsx'
import { useLiveSession, useLiveSnapshot } from '#app/_live/use-live-session.ts'
import { Badge } from '#app/_ui/badge.tsx'
import { useFragment } from '#app/_ui/use-fragment.ts'
import { isId } from '#lib/protocol/ids.ts'
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import type { LiveSession } from '#lib/viewer/live-session.ts'
import { LinkEnded } from './link-ended.tsx'
import { PreferencesMenu } from './preferences-menu.tsx'

/** 43 characters of base62, as createLinkSecret makes them. */
const SECRET_SHAPE = /^[0-9A-Za-z]{43}$/

export function LinkLive({ id }: { id: string }) {
  const t = useTranslations('link')
  const secret = useFragment()
  const content = () => {
    if (secret === null) return <LiveSkeleton name={t('title')} />
    if (secret === '') return <LinkEnded reason="noSecret" />
    if (!SECRET_SHAPE.test(secret) || !isId(id)) return <LinkEnded reason="malformed" />
    return <WithSecret key={secret} id={id} secret={secret} />
  }
  return (
    <main className="flex h-dvh flex-col">
      <LiveFrame>{content()}</LiveFrame>
    </main>
  )
}

function WithSecret({ id, secret }: { id: string; secret: string }) {
  const t = useTranslations('link')
  const key = useMemo(() => deriveLinkKey(secret), [secret])
  const hello = useCallback(
    async (): Promise<ViewerHello> => ({ version: PROTOCOL_VERSION, link: { id, key: await key } }),
    [id, key],
  )
  const live = useLiveSession(hello, null)
  return live ? <Opened live={live} /> : <LiveSkeleton name={t('title')} />
}

function Opened({ live }: { live: LiveSession }) {
  const t = useTranslations('link')
  const { refusal, expiresAtMs } = useLiveSnapshot(live)
  if (refusal) return <LinkEnded reason={refusal.code} />
  const until = expiresAtMs === null ? t('readOnly') : `${t('expires')} ${new Date(expiresAtMs).toLocaleString()}`
  return (
    <LivePage
      live={live}
      fallbackName={t('title')}
      backHref={null}
      summary={null}
      actions={
        <span title={until} className="px-1 max-md:hidden">
          <Badge>{t('readOnly')}</Badge>
        </span>
      }
      menu={<PreferencesMenu />}
    />
  )
}
